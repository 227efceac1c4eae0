/** Attributes, as HTML writes them, whose value is an address that the browser may follow or load. */
export const URL_ATTRIBUTES: ReadonlySet<string> = new Set([
  'action',
  'background',
  'cite',
  'classid',
  'codebase',
  'data',
  'formaction',
  'href',
  'longdesc',
  'manifest',
  'ping',
  'poster',
  'profile',
  'src',
  'xlink:href',
  // An SVG animation can set the address of the link around it.
  'by',
  'from',
  'to',
  'values',
]);
// `srcset` and `imagesrcset` are missing on purpose: their addresses are only ever loaded as images.

/** Where a `data:` address becomes a document or a script of its own. Images, sound and icons may use one. */
const DATA_REFUSED: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['href', new Set(['a', 'area', 'base', 'script', 'use'])],
  ['xlink:href', new Set(['a', 'script', 'use'])],
  ['action', new Set(['form'])],
  ['formaction', new Set(['button', 'input'])],
  ['src', new Set(['embed', 'frame', 'iframe', 'script'])],
  ['data', new Set(['object'])],
]);

const ANIMATIONS: ReadonlySet<string> = new Set(['animate', 'set']);
const ANIMATION_ATTRIBUTES: ReadonlySet<string> = new Set(['by', 'from', 'to', 'values']);

/** A scheme in any spelling that a URL parser accepts: it drops tabs and line breaks, and what leads below `!`. */
function spellings(...schemes: string[]): RegExp {
  const spelled = schemes.map((scheme) => scheme.split('').join('[\\t\\n\\r]*'));
  return new RegExp(`^[\\u0000-\\u0020]*(?:${spelled.join('|')})[\\t\\n\\r]*:`, 'i');
}

const SCRIPT_SCHEME = spellings('javascript', 'vbscript');
const DATA_SCHEME = spellings('data');

/** Cheap test before a pattern is run: most addresses begin with `/`, `h`, `#`, `.` or `?`. */
function mayBeUnsafe(value: string): boolean {
  const first = value.charCodeAt(0);
  // Letters in both cases: `j`, `v`, `d`; or anything that a URL parser strips.
  return first <= 0x20 || (first | 0x20) === 0x6a || (first | 0x20) === 0x76 || (first | 0x20) === 0x64;
}

/**
 * Whether an attribute's value is an address, so that {@link checkUrl} has to see it.
 *
 * @param name the attribute as HTML writes it: `formaction`, not `formAction`
 */
export function isUrlAttribute(name: string): boolean {
  return URL_ATTRIBUTES.has(name);
}

/**
 * Whether following an address would run it as a script: `javascript:` and `vbscript:` in any spelling that a
 * browser accepts (leading spaces and controls, tabs and line breaks inside, any case).
 */
export function isUnsafeUrl(value: string): boolean {
  return mayBeUnsafe(value) && SCRIPT_SCHEME.test(value);
}

/**
 * Checks the value of an attribute that holds an address. `data:` is fine for images, sound and icons, and refused
 * where it would become a page, frame or script.
 *
 * @param tag the element, as HTML and SVG write it
 * @param attribute the attribute as HTML writes it: `formaction`, `xlink:href`
 * @param value the address
 * @returns `'ok'`, or why the browser must not see it (the rest of a sentence, without a full stop)
 * @example
 * ```ts
 * checkUrl('a', 'href', 'java\nscript:alert(1)'); // 'the address would run as a script ("java\nscript:alert(1)")'
 * checkUrl('img', 'src', 'data:image/png;base64,iVBORw0'); // 'ok'
 * ```
 */
export function checkUrl(tag: string, attribute: string, value: string): string {
  if (ANIMATION_ATTRIBUTES.has(attribute)) return ANIMATIONS.has(tag.toLowerCase()) ? checkAnimation(value) : 'ok';
  if (!mayBeUnsafe(value) || !URL_ATTRIBUTES.has(attribute)) return 'ok';
  if (SCRIPT_SCHEME.test(value)) return `the address would run as a script (${quote(value)})`;
  if (DATA_REFUSED.get(attribute)?.has(tag.toLowerCase()) === true && DATA_SCHEME.test(value)) {
    return `a data: address in ${attribute} of <${tag}> would be a document of its own making (${quote(value)})`;
  }
  return 'ok';
}

/** `values` lists several, separated by semicolons; which attribute they go to stands elsewhere, so all are checked. */
function checkAnimation(value: string): string {
  const unsafe = value.split(';').find((part) => isUnsafeUrl(part));
  return unsafe === undefined ? 'ok' : `the animation would set an address that runs as a script (${quote(unsafe)})`;
}

function quote(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}

import unitless from '@emotion/unitless';
import { NopalError } from '../protocol/error.ts';
import { valueProblem } from './style-value.ts';

/** A property as CSS writes it, and whether its numbers are lengths. */
interface Property {
  readonly name: string;
  readonly unit: 'px' | '';
}

/** Names come from source code, but a spread object could make up any number of them. */
const MAX_REMEMBERED = 2_000;
const VALID_NAME = /^-?[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/i;
const VALID_CUSTOM_NAME = /^--[-\w\u00B7-\uFFFF]+$/;
/** Words, numbers, colours, lists: nothing here can end or open anything. */
const PLAIN_VALUE = /^[\w #%.,+!/-]*$/;
const VENDOR_PREFIX = /^-(?:webkit|moz|ms|o)-/;
/** What React counts as unitless beside `@emotion/unitless`. */
const ALSO_UNITLESS = ['gridArea', 'lineClamp'];

const unitlessNames = new Set(
  [...Object.keys(unitless), ...ALSO_UNITLESS].map((property) => hyphenate(property).replace(VENDOR_PREFIX, '')),
);
const properties = new Map<string, Property>();

/**
 * Writes a style object as the text of a `style` attribute, by React's rules: `fontSize` is `font-size`,
 * `WebkitMask` is `-webkit-mask`, numbers are pixels where the property takes lengths, custom properties stay as they
 * are, and `null`, `undefined`, booleans and `''` leave a property out.
 *
 * A value can never add a declaration of its own, nor swallow the next one.
 *
 * @param style properties in React's names
 * @param where the component and element, for messages
 * @returns declarations separated by `;`, without line breaks; `''` when none is left
 * @throws NopalError `style-value` for a name or value that CSS would not read as one declaration
 * @example
 * ```ts
 * styleToText({ width: 40, lineHeight: 1.5, '--hue': 120 }, 'Card'); // 'width:40px;line-height:1.5;--hue:120'
 * ```
 */
export function styleToText(style: Readonly<Record<string, unknown>>, where: string): string {
  let text = '';
  for (const key of Object.keys(style)) {
    const value = style[key];
    if (value === null || value === undefined || value === '' || typeof value === 'boolean') continue;
    const property = properties.get(key) ?? addProperty(key, where);
    const written =
      typeof value === 'string' ? cleanValue(value, key, where) : writeNumber(value, property, key, where);
    if (written === '') continue;
    text += text === '' ? `${property.name}:${written}` : `;${property.name}:${written}`;
  }
  return text;
}

function cleanValue(value: string, key: string, where: string): string {
  if (PLAIN_VALUE.test(value)) return value.trim();
  const problem = valueProblem(value);
  if (problem !== null) {
    throw refusal(
      `${where}: the style ${key} is ${quote(value)}, which ${problem}.`,
      'Pass one CSS value; put text that may hold anything into quotes with CSS escapes.',
    );
  }
  // Line breaks are left outside quotes only, where CSS takes them for spaces; HTML and DOM would disagree on CR.
  return value.replaceAll(/[\t\n\f\r]+ */g, ' ').trim();
}

function writeNumber(value: unknown, property: Property, key: string, where: string): string {
  if (typeof value === 'number' && Number.isFinite(value)) return value === 0 ? '0' : `${value}${property.unit}`;
  if (typeof value === 'bigint') return value === 0n ? '0' : `${value}${property.unit}`;
  const what = typeof value === 'number' ? String(value) : `a value of type ${typeof value}`;
  throw refusal(`${where}: the style ${key} is ${what}.`, 'Pass a string or a finite number, or null to leave it out.');
}

function addProperty(key: string, where: string): Property {
  const custom = key.startsWith('--');
  if (!(custom ? VALID_CUSTOM_NAME : VALID_NAME).test(key)) {
    throw refusal(
      `${where}: ${quote(key)} is not a possible CSS property name.`,
      "Write properties as in React ('backgroundColor'), custom ones with two dashes ('--hue').",
    );
  }
  const name = custom ? key : hyphenate(key);
  const property: Property = { name, unit: custom || unitlessNames.has(name.replace(VENDOR_PREFIX, '')) ? '' : 'px' };
  if (properties.size < MAX_REMEMBERED) properties.set(key, property);
  return property;
}

/** `backgroundColor` → `background-color`, `WebkitMask` → `-webkit-mask`, `msFlex` → `-ms-flex`. */
function hyphenate(key: string): string {
  const name = key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return name.startsWith('ms-') ? `-${name}` : name;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}

function refusal(message: string, fix: string): NopalError {
  return new NopalError('style-value', message, fix);
}

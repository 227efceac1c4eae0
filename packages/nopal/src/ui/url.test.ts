import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkUrl, isUnsafeUrl, isUrlAttribute } from './url.ts';

/** What a browser makes of it; `undefined` for what is no address at all. */
function protocolOf(value: string): string | undefined {
  try {
    return new URL(value, 'http://x/').protocol;
  } catch {
    return undefined;
  }
}

const isScript = (value: string): boolean => ['javascript:', 'vbscript:'].includes(protocolOf(value) ?? '');

test.each([
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  ' javascript:x',
  '\u0000\u0001\u001F javascript:x',
  'java\nscript:x',
  'j\ta\tv\ta\ns\rcript\t:x',
  '\n\tvbscript:x',
  'javascript://%0Aalert(1)',
])('%j runs a script', (value) => {
  expect(isScript(value)).toBe(true);
  expect(isUnsafeUrl(value)).toBe(true);
});

test.each([
  '',
  '/',
  '#javascript:x',
  '?javascript:x',
  './javascript:x',
  'https://example.com/javascript:x',
  'javascript',
  'javascript/x:y',
  'javascripts:x',
  'java script:x',
  'java\u000Bscript:x',
  '\u00A0javascript:x',
  'ja\u0000vascript:x',
  'java%73cript:x',
  'java\u017Fcript:x',
  'data:text/html,x',
  'mailto:a@example.com',
])('%j does not', (value) => {
  expect(isScript(value)).toBe(false);
  expect(isUnsafeUrl(value)).toBe(false);
});

test('the verdict is that of the WHATWG parser', () => {
  const noise = fc.constantFrom(
    '',
    '',
    '',
    '\t',
    '\n',
    '\r',
    ' ',
    '\u0000',
    '\u000B',
    '\u001F',
    '\u00A0',
    ':',
    '/',
    '\u017F',
  );
  const spelled = fc
    .constantFrom('javascript:', 'vbscript:', 'data:', 'https:', 'javascrip:')
    .chain((scheme) =>
      fc.tuple(
        ...[...scheme].map((letter) =>
          fc.tuple(fc.boolean(), noise).map(([upper, extra]) => (upper ? letter.toUpperCase() : letter) + extra),
        ),
      ),
    )
    .map((letters) => letters.join(''));
  // Most letters unchanged, or no spelling would survive.
  const few = fc
    .tuple(noise, fc.constantFrom('javascript', 'vbscript', 'JAVASCRIPT', 'java'), fc.nat(10), noise, noise)
    .map(([lead, scheme, at, inner, tail]) => `${lead}${scheme.slice(0, at)}${inner}${scheme.slice(at)}${tail}:x`);
  let scripts = 0;
  fc.assert(
    fc.property(fc.oneof(few, spelled, fc.string({ unit: 'binary' })), (value) => {
      if (isScript(value)) scripts += 1;
      expect(isUnsafeUrl(value)).toBe(isScript(value));
    }),
    { numRuns: 3_000 },
  );
  expect(scripts).toBeGreaterThan(100);
});

test.each([
  ['a', 'href'],
  ['form', 'action'],
  ['button', 'formaction'],
  ['iframe', 'src'],
  ['embed', 'src'],
  ['object', 'data'],
  ['script', 'src'],
  ['use', 'xlink:href'],
])('<%s %s> takes neither scripts nor data:', (tag, attribute) => {
  expect(checkUrl(tag, attribute, 'javascript:x')).toContain('script');
  expect(checkUrl(tag, attribute, 'da\nta:text/html,x')).toContain('data:');
  expect(checkUrl(tag.toUpperCase(), attribute, 'data:text/html,x')).toContain('data:');
  expect(checkUrl(tag, attribute, '/data:x')).toBe('ok');
  expect(checkUrl(tag, attribute, 'https://example.com')).toBe('ok');
});

test.each([
  ['img', 'src'],
  ['video', 'src'],
  ['audio', 'src'],
  ['video', 'poster'],
  ['link', 'href'],
  ['image', 'href'],
])('<%s %s> takes data: but no scripts', (tag, attribute) => {
  expect(checkUrl(tag, attribute, 'data:image/png;base64,AA==')).toBe('ok');
  expect(checkUrl(tag, attribute, 'javascript:x')).toContain('script');
});

test('an animation cannot set the address of the link around it', () => {
  expect(checkUrl('set', 'to', 'javascript:x')).toContain('script');
  expect(checkUrl('animate', 'values', 'https://example.com; javascript:x')).toContain('script');
  expect(checkUrl('animate', 'values', '0;100')).toBe('ok');
});

test('other attributes are text, whatever it looks like', () => {
  expect(checkUrl('a', 'title', 'javascript:x')).toBe('ok');
  expect(checkUrl('div', 'to', 'javascript:x')).toBe('ok');
  expect(isUrlAttribute('title')).toBe(false);
  expect(isUrlAttribute('href')).toBe(true);
});

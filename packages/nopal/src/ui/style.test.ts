import fc from 'fast-check';
import { transformStyleAttribute, type Declaration } from 'lightningcss';
import { expect, test } from 'vitest';
import { NopalError } from '../protocol/error.ts';
import { styleToText } from './style.ts';

test('names and numbers follow React', () => {
  expect(
    styleToText(
      {
        backgroundColor: 'red',
        WebkitMaskSize: 'cover',
        MozAppearance: 'none',
        msTransform: 'none',
        width: 40,
        height: 0,
        marginTop: -2.5,
        lineHeight: 1.5,
        zIndex: 3,
        WebkitFlexGrow: 2,
        gridArea: 1,
        'border-left-width': 1,
        '--Hue': 120,
        top: 12n,
      },
      'Card',
    ).split(';'),
  ).toEqual([
    'background-color:red',
    '-webkit-mask-size:cover',
    '-moz-appearance:none',
    '-ms-transform:none',
    'width:40px',
    'height:0',
    'margin-top:-2.5px',
    'line-height:1.5',
    'z-index:3',
    '-webkit-flex-grow:2',
    'grid-area:1',
    'border-left-width:1px',
    '--Hue:120',
    'top:12px',
  ]);
});

test('nothing is written for a property without a value', () => {
  expect(
    styleToText({ color: null, width: undefined, height: false, top: true, left: '', right: ' \n ' }, 'Card'),
  ).toBe('');
});

test.each([
  'var(--a, #fff)',
  'calc((1px + 2em) * 3 / 4)',
  '"a; b" , \'{c}\'',
  '"\\201C"',
  'red !important',
  'url(data:image/png;base64,iVBO/RK5CYII=)',
  'url( "a;)b" )',
  'image-set(url("a") 1x, URL(b.png) 2x)',
  '[full-start] 1fr [full-end]',
  'if(style(--wide: 1): 2fr; else: 1fr)',
  'Ünïcødé',
])('%s is one value', (value) => {
  expect(styleToText({ color: value }, 'Card')).toBe(`color:${value}`);
});

test('a value over several lines becomes one line, and is trimmed', () => {
  expect(styleToText({ gridTemplateAreas: '\n  "head head"\r\n  "side main"\n' }, 'Card')).toBe(
    'grid-template-areas:"head head" "side main"',
  );
});

test.each([
  ['red;background:url(x)', 'second declaration'],
  ['red}body{color:red', 'outside quotes'],
  ['{}', 'outside quotes'],
  ['a/*', 'comment'],
  ['"open', 'not closed'],
  ["'two\nlines'", 'not closed'],
  ['"ends in \\', 'not closed'],
  ['"joined \\\n line"', 'not closed'],
  ['calc(1px', 'lacks a closing )'],
  ['1px)', 'without its ('],
  ['(]', 'without its ['],
  ['r\\65 d', 'backslash'],
  ["url(a'b);color:red;x:y')", 'url()'],
  ["<!--url(');color:red;x:')", 'outside quotes'],
  ["url(\u00A0');color:red;x:')", 'url()'],
  ['u\\72l(a"b)', 'backslash'],
  ['a\0b', 'control'],
])('%j is refused', (value, reason) => {
  expect(() => styleToText({ color: value }, '<Card>')).toThrow(reason);
});

test('the refusal names component, property and repair', () => {
  const refused = (): string => styleToText({ backgroundImage: 'a;b' }, '<Card>');
  expect(refused).toThrow(NopalError);
  expect(refused).toThrow(/^<Card>: the style backgroundImage is "a;b", which .*\. Pass .*\[style-value\]$/);
});

test.each([
  { 'color:red;top': '1px' },
  { '': '1px' },
  { '--': '1' },
  { '--a b': '1' },
  { '-- :;': '1' },
  { color: Number.NaN },
  { color: Infinity },
  { color: { red: 1 } },
  { color: ['red'] },
  { color: () => 'red' },
])('%o is refused', (style) => {
  expect(() => styleToText(style, '<Card>')).toThrow(NopalError);
});

function nameOf(declaration: Declaration): string {
  if (declaration.property === 'custom') return declaration.value.name;
  return declaration.property === 'unparsed' ? declaration.value.propertyId.property : declaration.property;
}

/** The declarations that a real CSS parser finds in the text of a style attribute, by name. */
function parsed(text: string): Map<string, string> {
  const found = new Map<string, string>();
  transformStyleAttribute({
    filename: 'style',
    code: Buffer.from(text),
    errorRecovery: true,
    visitor: {
      Declaration(declaration): undefined {
        found.set(nameOf(declaration), JSON.stringify(declaration));
      },
    },
  });
  return found;
}

const PIECES = [
  ...'"\'()[]{}\\;:!@#-+/*.,<>=~^ \n\r\f\t\0azUu1',
  '/*',
  '*/',
  '//',
  'url(',
  'URL(',
  'rl(',
  'url',
  'calc(',
].concat([
  '<!--',
  '-->',
  '\\75',
  'red',
  'color:red',
  ';color:red',
  '!important',
  '--x',
  '\u00A0',
  '×',
  'é',
  '\u2028',
  '😀',
  '\uD800',
  '1px',
]);
const value = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((pieces) => pieces.join('')),
  fc.string({ unit: 'binary', maxLength: 20 }),
);

test('whatever value is accepted, a CSS parser finds no declaration more, and the next one as it was', () => {
  const after = parsed('--after:1').get('--after');
  let accepted = 0;
  fc.assert(
    fc.property(value, fc.constantFrom('--probe', 'color', 'backgroundImage'), (text, property) => {
      let written: string;
      try {
        written = styleToText({ [property]: text, '--after': 1 }, 'Card');
      } catch {
        return;
      }
      accepted += 1;
      const found = parsed(written);
      expect(found.get('--after')).toBe(after);
      const names = new Set(['--probe', 'color', 'background-image', '--after']);
      expect([...found.keys()].filter((name) => !names.has(name))).toEqual([]);
      expect(found.size).toBeLessThanOrEqual(2);
    }),
    { numRuns: 5_000 },
  );
  expect(accepted).toBeGreaterThan(200);
});

import fc from 'fast-check';
import { parseSync } from 'oxc-parser';
import { expect, test } from 'vitest';
import { call, evaluate } from '../../test/register/evaluate.ts';
import { addNames } from './add-names.ts';

const OPTIONS = { file: 'card.tsx', moduleId: 'app/card.tsx', namesModule: 'nopal/names' };

/** White space and comments that may stand between any two tokens, with all that shifts offsets or hides punctuation. */
const gap = fc.constantFrom('', ' ', '\n', '\r\n', '\t', '/* , ) ( */', '/* 😀\n𝒳 */', '// , ) 🎈\n', '  \n\n');
const value = fc.constantFrom(
  '1',
  '"😀, )"',
  '`𝒳${"🎈"}`',
  '(1, 2)',
  '[1, { a: "," }]',
  '() => [")"]',
  '/[,)]/u',
  '1 as number',
  '(1)!',
  'void 0',
);

/** A statement that declares a state, and the key that it must get. */
const state = fc.record({
  hook: fc.constantFrom('useState', 'React.useState', 'useReducer', 'useCustom', 'React.useCustom'),
  generic: fc.constantFrom('', '<any>', '<\nany\n>'),
  args: fc.array(value, { maxLength: 1 }),
  comma: fc.boolean(),
  around: fc.constantFrom(['', ''], ['(', ')'], ['(', ')!'], ['', ' as any'], ['', ' satisfies any']),
  end: fc.constantFrom(';', ';', '\n', ';// 😀\n'),
  gaps: fc.array(gap, { minLength: 6, maxLength: 6 }),
});

type State = typeof state extends fc.Arbitrary<infer S> ? S : never;

function statement(
  { hook, generic, args, comma, around, end, gaps }: State,
  index: number,
): { text: string; key: string } {
  const custom = hook.endsWith('useCustom');
  const all = hook === 'useReducer' ? ['(a: any) => a', ...(args.length > 0 ? args : ['0'])] : args;
  const list = all.join(`${gaps[0]},${gaps[1]}`) + (comma && all.length > 0 ? `${gaps[2]},` : '');
  const text = `const [s${index}] = ${around[0]}${hook}${generic}${gaps[3]}(${gaps[4]}${list}${gaps[5]})${around[1]}${end}\n`;
  return { text, key: custom ? `s${index}.inner` : `s${index}` };
}

const module_ = fc.array(state, { minLength: 1, maxLength: 6 }).map((states) => {
  const statements = states.map(statement);
  const source = `const useCustom = (a?: any): any => { const [inner] = useState(a); return [inner] };
    Object.assign(React, { useCustom });
    export function Card() {\n${statements.map(({ text }) => text).join('')}}`;
  return { source, keys: statements.map(({ key }) => key) };
});

/** Whether `whole` is `part` with something inserted. */
function contains(whole: string, part: string): boolean {
  let at = 0;
  for (const character of whole) if (part.startsWith(character, at)) at += character.length;
  return at === part.length;
}

test('whatever the layout, lines keep their number and text, the result parses, and naming it again changes nothing', () => {
  fc.assert(
    fc.property(module_, fc.constantFrom('', '\n', '\r\n', '// end', '\n//# sourceMappingURL=x'), ({ source }, end) => {
      const before = source + end;
      fc.pre(parseSync('card.tsx', before).errors.length === 0);
      const after = addNames(before, OPTIONS)?.code ?? '';
      const lines = after.split('\n');
      before
        .split('\n')
        .forEach((line, index) => expect(contains(lines[index] ?? '', line), `line ${index + 1}`).toBe(true));
      expect(parseSync('card.tsx', after, { showSemanticErrors: true }).errors).toEqual([]);
      expect(addNames(after, OPTIONS)).toBeNull();
    }),
    { numRuns: 300 },
  );
});

test('whatever the layout, every state gets the name of its variable', async () => {
  await fc.assert(
    fc.asyncProperty(module_, async ({ source, keys }) => {
      fc.pre(parseSync('card.tsx', source).errors.length === 0);
      const module = await evaluate(source);
      call(module, 'Card');
      expect(module.keys).toEqual(keys);
    }),
    { numRuns: 100 },
  );
});

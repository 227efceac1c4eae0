import { SourceMap, type SourceMapping } from 'node:module';
import { expect, test } from 'vitest';
import { call, evaluate } from '../../test/register/evaluate.ts';
import { compileModule } from './compile.ts';

const OPTIONS = { moduleId: 'app/card.tsx', namesModule: 'nopal/names' };

const CARD = `#!/usr/bin/env node
"use strict";
/* 😀 */ const rocket = '🚀𝒳', icon = (status: Status) => { switch (status) { case 'Done': return '✅'; default: return rocket; } };
type Status = 'Done' | 'Idle';
interface Deployment { id: string; url?: string; at?: number }
enum Stage { First = 1, Last }
const START = { id: '𝟙' } satisfies Deployment;

const useField = <T,>(initial: T) => {
  const [/* 🎈 */ value, setValue] = useState<T>(initial,); // 🎈, )
  const [touched] = React.useState(false);
  return { value, setValue, touched };
};

/** A card. 😀 */
export function Card({ at = 0 }: { at?: number }) {
  /* 😀 */ const [deployment, setDeployment] = (useState('😀' && { ...START } as Deployment))!;
  const [
    stage,
  ] = useReducer(
    (previous: Stage) => previous,
    Stage.Last, // 🧮
  );
  const name = useField('😀');
  const { value } = useField(useField(1).value);
  const [status] = useState<Status>(); const [last] = useState(() => new Date(at).toLocaleTimeString())
  return (
    <div style={{ width: \`\${stage}%\` }} title="😀">
      {/* a comment in JSX 😀 */}
      {status === 'Done' ? deployment.url ? <a href={deployment.url}>{last}</a> : 'nowhere' : <b>{icon('Done')}{name.value}{value}</b>}
    </div>
  );
}
// end 😀`;

test.each([
  ['LF', CARD],
  ['CRLF', CARD.replaceAll('\n', '\r\n')],
  ['a byte order mark', `\uFEFF${CARD}`],
])('a component with everything in it gets its names: %s', async (_, source) => {
  const card = await evaluate(source.replace('#!/usr/bin/env node', ''));
  expect(card.stamps).toEqual([['app/card.tsx', 'Card', ['deployment', 'stage', 'status', 'last']]]);
  expect(call(card, 'Card', {})).toMatchObject({ type: 'div', props: { style: { width: '2%' } } });
  const fields = ['field.value', 'field.touched', 'field.value', 'field.touched'];
  expect(card.keys).toEqual(['deployment', 'stage', 'name.value', 'name.touched', ...fields, 'status', 'last']);
});

test('a custom event is a prop by its exact name', async () => {
  const module = await evaluate('export const Card = () => <my-chart on:point-chosen={() => 7} />;');
  const { props } = call(module, 'Card', {}) as { props: Record<string, () => number> };
  expect(props['on:point-chosen']?.()).toBe(7);
});

test('a hashbang after a byte order mark is no syntax error', () => {
  expect(compileModule('\uFEFF#!/usr/bin/env node\nexport const a = 1', '/app/a.ts', OPTIONS)).toContain(
    'export const a = 1',
  );
});

test('a hook called for the argument of another is not part of it', async () => {
  const source = `
    const useInner = (a: number) => { const [inner] = useState(a); return inner }
    const useOuter = (...all: number[]) => { const [outer] = useState(all); return outer }
    export async function read() {
      const before = 1
      const a = useOuter(useInner(1), await 2, ...[3], )
      useOuter /* ( */ (useOuter(useInner(4)))
      return a
    }`;
  const module = await evaluate(source);
  expect(await call(module, 'read')).toEqual([1, 2, 3]);
  expect(module.keys).toEqual(['inner.inner', 'a.outer', 'inner.inner', 'outer.outer', 'outer.outer']);
});

test('nested hooks build nested keys', async () => {
  const module = await evaluate(`
    const useLeaf = () => { const [value] = useState(0) }
    const useBranch = () => { const left = useLeaf(), right = useLeaf() }
    export const Tree = () => { const tree = useBranch() }`);
  call(module, 'Tree');
  expect(module.keys).toEqual(['tree.left.value', 'tree.right.value']);
});

test.each([
  ['the JSX runtime is nopal’s', '', undefined, 'nopal/jsx-runtime'],
  ['or the configured one', '', '@other/core', '@other/core/jsx-runtime'],
  ['or the one that the file names', '/** @jsxImportSource preact */', '@other/core', 'preact/jsx-runtime'],
])('%s', (_, pragma, jsxImportSource, expected) => {
  const code = compileModule(`${pragma}\nexport default <p>hi</p>`, '/app/a.tsx', { ...OPTIONS, jsxImportSource });
  expect(code).toContain(`from "${expected}"`);
});

test('imports that are only types vanish, imports of files keep their extension', () => {
  const code = compileModule(
    'import { type A, B } from "./a.ts"; import "./b.ts"; export const c: A = {} as B',
    '/app/a.ts',
    OPTIONS,
  );
  expect(code).not.toContain('./a.ts');
  expect(code).toContain('import "./b.ts"');
});

test('what does not parse is a SyntaxError that shows file, line and place', () => {
  expect(() => compileModule('const a = 1;\nconst b = ;', '/app/broken.tsx', OPTIONS)).toThrow(
    expect.objectContaining({
      name: 'SyntaxError',
      message: expect.stringMatching(/^\/app\/broken\.tsx: .*broken\.tsx:2:11.*const b = ;/s) as string,
    }),
  );
});

test('the source map leads every marked place back to its line', () => {
  const marked = CARD.split('\n').map((line) =>
    line.replace(/\bconst (?=\[)|return (?=\()/, (found) => `mark(); ${found}`),
  );
  const code = compileModule(marked.join('\n'), '/app/card.tsx', OPTIONS);
  const [script, base64] = code.split('//# sourceMappingURL=data:application/json;base64,');
  const map = new SourceMap(
    JSON.parse(Buffer.from(base64 ?? '', 'base64').toString()) as ConstructorParameters<typeof SourceMap>[0],
  );
  const found = (script ?? '').split('\n').flatMap((line, index) => {
    const column = line.indexOf('mark()');
    const entry: Partial<SourceMapping> = column === -1 ? {} : map.findEntry(index, column);
    return entry.originalLine === undefined ? [] : [`${entry.originalSource}:${entry.originalLine}`];
  });
  const expected = marked.flatMap((line, index) => (line.includes('mark()') ? [`file:///app/card.tsx:${index}`] : []));
  expect(expected.length).toBeGreaterThan(4);
  expect(found).toEqual(expected);
});

import { expect, test } from 'vitest';
import { addNames } from './add-names.ts';

const OPTIONS = { file: 'card.tsx', moduleId: 'app/card.tsx', namesModule: 'nopal/names' };

/** The transformed source, and proof that transforming it again changes nothing. */
function named(source: string, file = OPTIONS.file): string | null {
  const result = addNames(source, { ...OPTIONS, file });
  if (result) expect(addNames(result.code, { ...OPTIONS, file })).toBeNull();
  return result?.code ?? null;
}

/** What a statement inside a function becomes. */
function inside(statement: string): string {
  const result = named(`function f() { ${statement} }`);
  return result === null ? statement : (/^function f\(\) \{ (.*) \}(?:;import .*)?$/s.exec(result)?.[1] ?? result);
}

test.each([
  ['const [a, setA] = useState(1)', 'const [a, setA] = useState(1, { key: "a" })'],
  ['const [a] = useState()', 'const [a] = useState(void 0, { key: "a" })'],
  ['const [a] = useState(1,)', 'const [a] = useState(1, { key: "a" })'],
  ['const [a] = useState(1 /* , */)', 'const [a] = useState(1 /* , */, { key: "a" })'],
  ['const [a] = useState(1, /* , */)', 'const [a] = useState(1, /* , */ { key: "a" })'],
  ['const [a] = useState(/* none */)', 'const [a] = useState(/* none */void 0, { key: "a" })'],
  [
    'const [a] = useState<Map<string, number>>(new Map())',
    'const [a] = useState<Map<string, number>>(new Map(), { key: "a" })',
  ],
  ['const [a] = useState<A>()', 'const [a] = useState<A>(void 0, { key: "a" })'],
  ['const [a] = (useState(1) as A)', 'const [a] = (useState(1, { key: "a" }) as A)'],
  ['const [a] = useState(1) satisfies A', 'const [a] = useState(1, { key: "a" }) satisfies A'],
  ['const [a] = useState(1)!', 'const [a] = useState(1, { key: "a" })!'],
  ['const [a] = useState((1))', 'const [a] = useState((1), { key: "a" })'],
  ['const [a] = useState(1 as A)', 'const [a] = useState(1 as A, { key: "a" })'],
  ['const [a] = React.useState(1)', 'const [a] = React.useState(1, { key: "a" })'],
  ['const [a] = React?.useState(1)', 'const [a] = React?.useState(1, { key: "a" })'],
  ['const [a] = (useState)(1)', 'const [a] = (useState)(1, { key: "a" })'],
  ['const [a = 2] = useState(1)', 'const [a = 2] = useState(1, { key: "a" })'],
  ['const [a, ...rest] = useState(1)', 'const [a, ...rest] = useState(1, { key: "a" })'],
  [
    'let [a]: [A, B] = useState(1), [b] = useState(2)',
    'let [a]: [A, B] = useState(1, { key: "a" }), [b] = useState(2, { key: "b" })',
  ],
  ['const [\\u0061b] = useState(1)', 'const [\\u0061b] = useState(1, { key: "ab" })'],
  ['const [größe] = useState(1)', 'const [größe] = useState(1, { key: "größe" })'],
  [
    'const [a] = useState(() => { const [b] = c; return b })',
    'const [a] = useState(() => { const [b] = c; return b }, { key: "a" })',
  ],
])('a state is keyed by its variable: %s', (source, expected) => {
  expect(inside(source)).toBe(expected);
});

test.each([
  ['const [a, send] = useReducer(reduce, 0)', 'const [a, send] = useReducer(reduce, 0, void 0, { key: "a" })'],
  ['const [a] = useReducer(reduce, 0, init)', 'const [a] = useReducer(reduce, 0, init, { key: "a" })'],
  ['const [a] = useReducer(reduce, 0, init,)', 'const [a] = useReducer(reduce, 0, init, { key: "a" })'],
])('so is a reducer: %s', (source, expected) => {
  expect(inside(source)).toBe(expected);
});

test.each([
  'const [a] = useState(1, { key: "mine" })',
  'const [a] = useState(1, options)',
  'const [a] = useState(...args)',
  'const [a] = useReducer(reduce, 0, init, { key: "mine" })',
  'const [a] = useReducer(reduce, ...rest)',
  'const [a] = useReducer(reduce)',
  'const [, setA] = useState(1)',
  'const [] = useState(1)',
  'const [[a]] = useState([1])',
  'const state = useState(1)',
  'const { 0: a } = useState(1)',
  'const [a] = [useState(1)]',
  'const [a] = hooks["useState"](1)',
  'const [a] = hooks.#useState(1)',
  'const [a] = new useState(1)',
  'const memo = useMemo(() => 1, []), call = useCallback(f, []), ref = useRef(1), id = useId(), own = useComponentId()',
  'const context = useContext(C); useEffect(() => {}, [])',
  'use(x); user(x); useless(x); useful.thing(x)',
])('left as it is: %s', (source) => {
  expect(inside(source)).toBe(source);
});

test.each([
  ['const form = useForm(a)', 'const form = __nopal_leave(__nopal_enter("form"), useForm(a))'],
  ['const [open, toggle] = useToggle()', 'const [open, toggle] = __nopal_leave(__nopal_enter("open"), useToggle())'],
  ['const [, toggle] = useToggle()', 'const [, toggle] = __nopal_leave(__nopal_enter("toggle"), useToggle())'],
  ['const { value } = useField()', 'const { value } = __nopal_leave(__nopal_enter("field"), useField())'],
  ['useTitle(t)', '__nopal_leave(__nopal_enter("title"), useTitle(t))'],
  ['const x = useForm().value', 'const x = __nopal_leave(__nopal_enter("form"), useForm()).value'],
  ['return useForm<T>(a)', 'return __nopal_leave(__nopal_enter("form"), useForm<T>(a))'],
  ['const form = lib.useForm(a)', 'const form = __nopal_leave(__nopal_enter("form"), lib.useForm(a))'],
  ['const form = useForm<A, B>(a)!', 'const form = __nopal_leave(__nopal_enter("form"), useForm<A, B>(a))!'],
  ['const f = useForm?.(a)', 'const f = __nopal_leave(__nopal_enter("f"), useForm?.(a))'],
  ['const x = lib?.useForm(a).value', 'const x = __nopal_leave(__nopal_enter("form"), lib?.useForm(a).value)'],
  ['const x = useForm(a)?.value', 'const x = __nopal_leave(__nopal_enter("form"), useForm(a))?.value'],
  [
    'const f = useForm(() => useNot())',
    'const f = __nopal_leave(__nopal_enter("f"), useForm(() => __nopal_leave(__nopal_enter("not"), useNot())))',
  ],
  [
    'const [a] = useState(useForm())',
    'const [a] = useState(__nopal_leave(__nopal_enter("form"), useForm()), { key: "a" })',
  ],
  [
    'const x = useA(a).useB(b)',
    'const x = __nopal_leave(__nopal_enter("x"), __nopal_leave(__nopal_enter("a"), useA(a)).useB(b))',
  ],
])('a custom hook is scoped: %s', (source, expected) => {
  expect(inside(source)).toBe(expected);
});

test('a custom hook at the top of a module is not scoped, since nothing renders there', () => {
  expect(named('const form = useForm(a);')).toBeNull();
  expect(named('export const Form = createForm(useForm());')).toBeNull();
});

test('awaits around and within a custom hook stay valid', () => {
  expect(named('async function f() { const form = await useForm(await a) }')).toMatch(
    'const form = await __nopal_leave(__nopal_enter("form"), useForm(await a))',
  );
});

test.each([
  [
    'export function Card() { const [a] = useState(1); const [b] = useReducer(r, 1); const f = useForm(); }',
    '["a","b"]',
  ],
  [
    'export default function Card() { const [a] = useState(1, { key: "mine" }); const [b] = useState(1, options); }',
    '["mine"]',
  ],
  ['const Card = () => { const [a] = useState(1); const inner = () => { const [no] = useState(1) } }', '["a"]'],
  ['export const Card: FC = (async function named() { const [a] = useState(1) }) as FC', '["a"]'],
  ['const Card = memo(() => { const [a] = useState(1) })', '["a"]'],
  [
    'const Card = React.memo(function Card() { const [a] = useState(1); const [a2] = useState(1, { key: "a" }) }, equal)',
    '["a"]',
  ],
  ['const Card = memo(Other)', '[]'],
  ['const [Other] = x, Card = () => 1', '[]'],
])('a component is stamped with its states: %s', (source, keys) => {
  expect(named(source)).toContain(`;__nopal_stamp(Card, "app/card.tsx", "Card", ${keys});import { `);
});

test.each([
  'function card() {}',
  'class Card { render() {} }',
  'export default function () {}',
  'export default () => 1',
  'declare function Card(): void; declare const Other: () => void',
  'function outer() { function Card() {} }',
  'enum Card { A }; interface Other {} type Third = () => void',
  'namespace Space { export function Card() {} }',
  'const Card = 1, { Other } = x, Third = styled(Fourth)',
  'export { Card } from "./card.ts"',
])('not stamped: %s', (source) => {
  expect(named(source)).toBeNull();
});

test('an overloaded function is stamped once', () => {
  expect(
    named('function Card(a: 1): void;\nfunction Card(a: 2): void;\nfunction Card(a: any) {}')?.match(
      /__nopal_stamp\(/g,
    ),
  ).toHaveLength(1);
});

test('only what is used is imported', () => {
  expect(named('function f() { const [a] = useState(1) }')).not.toContain('import');
  expect(named('function f() { useForm() }')).toMatch(
    /;import \{ enterHook as __nopal_enter, leaveHook as __nopal_leave \} from "nopal\/names";$/,
  );
  expect(named('function F() {}')).toMatch(/;import \{ stampComponent as __nopal_stamp \} from "nopal\/names";$/);
});

test.each([
  ['with a final newline', 'function F() {}\n', 'function F() {}\n;__nopal_stamp('],
  ['without', 'function F() {}', 'function F() {};__nopal_stamp('],
  ['in a comment', 'function F() {} // end', 'function F() {} // end\n;__nopal_stamp('],
  ['in a block comment', 'function F() {} /* // */', 'function F() {} /* // */;__nopal_stamp('],
  [
    'in a source map comment',
    'function F() {}\n//# sourceMappingURL=f.js.map',
    'function F() {}\n//# sourceMappingURL=f.js.map\n;__nopal_stamp(',
  ],
  ['in a statement without semicolon', 'function F() {}\nF()', 'function F() {}\nF();__nopal_stamp('],
])('the end of a file that ends %s', (_, source, start) => {
  expect(named(source)?.startsWith(start)).toBe(true);
});

test.each(['a.cjs', 'a.cts', 'a.d.ts', 'a.json', 'a.css', 'a'])('%s is none of its business', (file) => {
  expect(named('const [a] = useState(1)', file)).toBeNull();
});

test('what does not parse is left to the next tool', () => {
  expect(named('const [a] = useState(1;')).toBeNull();
});

test('an import of the runtime by hand is not mistaken for a transformed module', () => {
  expect(named('import { enterHook } from "nopal/names"; function F() {}')).toContain('__nopal_stamp(F');
});

test('the source map leads back to where an expression was', () => {
  const map = addNames('function F() {\n  useForm(a)\n}', OPTIONS)?.map;
  expect(map?.sources).toEqual(['card.tsx']);
  expect(map?.sourcesContent).toEqual(['function F() {\n  useForm(a)\n}']);
  expect(map?.mappings.split(';')).toHaveLength(3);
});

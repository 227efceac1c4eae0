import { expect, test } from 'vitest';
import { admit } from '../ui/data.ts';
import type { Props } from '../ui/props.ts';
import type { Route } from '../ui/route.ts';
import type { TreeNode } from '../ui/tree.ts';
import { pageSource, type PageSource } from './page.ts';
import { PageTokens } from './page-tokens.ts';
import { newSecret } from './random.ts';

const tree: readonly TreeNode[] = ['a story'];
const at: Route = { path: '/story', search: '?page=2', params: {}, query: { page: '2' } };

function source(props: object, componentId?: string, name = 'Story'): PageSource {
  const type = { name, component: () => 'x', framesPerSecond: undefined };
  const head = { title: 'A story', meta: { robots: 'none' } };
  const admitted = admit(props, undefined, 'props') as Props;
  return pageSource({ type, props: admitted, componentId, shell: undefined, route: at, head, document: 'd' }, null);
}

const pageOf = (tokens: PageTokens, { shared, own }: { readonly shared: string; readonly own: string }) =>
  tokens.read(shared + own).page();

test('all loads of a page share the sealed part, and nothing else', () => {
  const tokens = new PageTokens(undefined, 1000);
  const story = source({ id: 1 });
  const [one, two] = [tokens.write(story, tree, newSecret()), tokens.write(story, tree, newSecret())];
  expect(one.shared).toBe(two.shared);
  expect(one.own).not.toBe(two.own);
  expect(tokens.read(one.shared + one.own).key).toBe(one.own);
});

test('a token says what the page was made from, on every node with the same secret', () => {
  const [here, there] = ['a secret of some length', 'a secret of some length'].map(
    (each) => new PageTokens(each, 1000),
  );
  const props = { at: new Date(5), big: 2n ** 70n, list: [1, 'é'] };
  const token = here?.write(source(props, 'chosen'), tree, newSecret()) ?? { shared: '', own: '' };
  const page = there && pageOf(there, token);
  expect(page).toEqual({
    type: 'Story',
    props,
    componentId: 'chosen',
    shell: undefined,
    route: at,
    head: { title: 'A story', meta: { robots: 'none' } },
    document: 'd',
  });
  expect(Object.isFrozen(page?.props)).toBe(true);
});

test('pages with the same props are told apart by their type and chosen id', () => {
  const tokens = new PageTokens(undefined, 1000);
  const story = source({});
  const same = [story, { ...story, componentId: 'a' }, { ...story, type: { ...story.type, name: 'Other' } }, story];
  const read = same.map((each) => pageOf(tokens, tokens.write(each, tree, 'key')));
  expect(read.map((page) => [page?.type, page?.componentId])).toEqual([
    ['Story', undefined],
    ['Story', 'a'],
    ['Other', undefined],
    ['Story', undefined],
  ]);
});

test('whatever is no token of ours has no page, and at most a key that nobody has', () => {
  const tokens = new PageTokens(undefined, 1000);
  const { shared, own } = tokens.write(source({}), tree, 'key');
  const others = [
    '',
    '.',
    'x',
    `.${own}`,
    `x${shared}${own}`,
    new PageTokens(undefined, 1000).write(source({}), tree, 'k').shared,
  ];
  for (const token of others) expect([token, tokens.read(token).page()]).toEqual([token, undefined]);
  expect(tokens.read(shared.slice(0, -1)).key).toBe('');
});

test('props that are too large are refused each time', () => {
  const tokens = new PageTokens(undefined, 100);
  const large = source({ text: 'x'.repeat(100) });
  for (let i = 0; i < 2; i++)
    expect(() => tokens.write(large, tree, 'key')).toThrow(/100 are the most.*\[document-option\]/s);
});

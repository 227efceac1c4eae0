/** Holds nopal's tables of special elements and forbidden nestings against what Chromium's parser really does. */
import fc from 'fast-check';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nestingProblem, TEXT } from '../packages/nopal/src/ui/nesting.ts';
import {
  childNamespace,
  elementNamespace,
  namespaceUri,
  specialElement,
  VOID_TAGS,
  type Namespace,
} from '../packages/nopal/src/ui/special-elements.ts';
import { ensureChromium, launchOptions } from '../scripts/chromium.mjs';

/** Tags from the outside in. */
type Chain = readonly string[];

const TAGS = (
  'a abbr address applet area article aside audio b bdi bdo big blockquote br button canvas center cite code data ' +
  'datalist dd del details dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form h1 h2 h3 h6 ' +
  'header hgroup hr i iframe image img input ins kbd label legend li link listing main map mark marquee math menu meta ' +
  'meter nav nobr noembed noframes object ol output p param picture pre progress q rb rp rt rtc ruby s samp script ' +
  'search section slot small source span strike strong style sub summary sup svg table template textarea time title ' +
  'track tt u ul var video wbr x-custom xmp caption col colgroup tbody td tfoot th thead tr'
).split(' ');

/** The tags whose rules look further than the parent, and those that end such a look. */
const FAR_TAGS =
  'a address button dd div dt foreignObject form h1 li mi nobr object p rt ruby span svg table td template title tr ul'.split(
    ' ',
  );

const SELECT_TAGS = 'button div hr input optgroup option script select span svg template textarea'.split(' ');

/** What has to be around some elements. */
const CONTEXT: Readonly<Record<string, Chain>> = {
  caption: ['table'],
  col: ['table', 'colgroup'],
  colgroup: ['table'],
  foreignObject: ['svg'],
  mi: ['math'],
  tbody: ['table'],
  td: ['table', 'tbody', 'tr'],
  tfoot: ['table'],
  th: ['table', 'tbody', 'tr'],
  thead: ['table'],
  tr: ['table', 'tbody'],
};
const TABLE_PARTS = new Set(['table', 'tbody', 'tfoot', 'thead', 'tr']);

const URIS: Readonly<Record<string, string>> = {
  html: namespaceUri('html'),
  svg: namespaceUri('svg'),
  mathml: namespaceUri('mathml'),
};

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await chromium.launch(launchOptions(await ensureChromium()));
  page = await browser.newPage();
});

afterAll(() => browser.close());

function withContext(chain: Chain): Chain {
  return [...(CONTEXT[chain[0] ?? ''] ?? []), ...chain];
}

function namespacesOf(chain: Chain): Namespace[] {
  let around: Namespace = 'html';
  return chain.map((tag, index) => {
    const own = elementNamespace(tag, around, chain[index - 1]);
    around = childNamespace(tag, own);
    return own;
  });
}

function describeChain(chain: Chain): string {
  const namespaces = namespacesOf(chain);
  return chain.map((tag, index) => `${tag}|${namespaces[index]}`).join(' ');
}

/** Whether a chain shows what its parents do. Two things do not: an implied `tbody`, and an empty form in a table. */
function isTelling(chain: Chain): boolean {
  return chain.every((tag, index) => {
    const parent = chain[index - 1] ?? '';
    return !(parent === 'table' && tag === 'tr') && !(TABLE_PARTS.has(parent) && tag === 'form');
  });
}

/** The chains that Chromium does not build as they are written. */
async function restructured(chains: readonly Chain[]): Promise<string[]> {
  const wrong = await page.evaluate(
    ({ cases, voids, text, uris }) => {
      const open = (tag: string): string => (tag === text ? 'x' : `<${tag}>`);
      const close = (tag: string): string => (tag === text || voids.includes(tag) ? '' : `</${tag}>`);
      // A document without a window: nothing loads or runs. One for all, since making one costs more than parsing.
      const { body } = document.implementation.createHTMLDocument();
      const isAsWritten = (line: string): boolean => {
        const steps = line.split(' ').map((step) => step.split('|'));
        const chain = steps.map(([tag = '']) => tag);
        const markup = chain.map(open).join('') + chain.map(close).toReversed().join('');
        body.innerHTML = `${markup}<hr id="end">`;
        let node: ParentNode = body;
        for (const [tag = '', namespace = ''] of steps) {
          const inside: ParentNode = node instanceof HTMLTemplateElement ? node.content : node;
          const [child, ...others] = [...inside.childNodes].filter(
            (each) => !(each instanceof Element && each.id === 'end'),
          );
          if (child === undefined || others.length > 0) return false;
          if (!(child instanceof Element)) return tag === text;
          // Only SVG has tags in mixed case.
          const name = child.namespaceURI === body.namespaceURI ? tag.toLowerCase() : tag;
          if (child.localName !== name || child.namespaceURI !== uris[namespace]) return false;
          node = child;
        }
        return node.childNodes.length === 0 && body.lastElementChild?.id === 'end';
      };
      return cases.flatMap((each, index) => (isAsWritten(each) ? [] : [index]));
    },
    // Playwright takes its time over large structures: one line of text per chain.
    { cases: chains.map(describeChain), voids: [...VOID_TAGS] as string[], text: TEXT, uris: URIS },
  );
  return wrong.map((index) => (chains[index] ?? []).join('>'));
}

/** The chains that nopal refuses at any step. */
function refused(chains: readonly Chain[]): string[] {
  const isRefused = (chain: Chain): boolean =>
    chain.some((tag, index) => {
      const parent = chain[index - 1];
      return (
        parent !== undefined && nestingProblem(parent, ['html', 'body', ...chain.slice(0, index - 1)], tag) !== null
      );
    });
  return chains.filter(isRefused).map((chain) => chain.join('>'));
}

test('a child is refused exactly when Chromium would build something else', async () => {
  const parents = TAGS.filter((tag) => tag !== 'image');
  const chains = parents
    .flatMap((parent) => [...TAGS, TEXT].map((child) => withContext([parent, child])))
    .filter(isTelling);
  expect(refused(chains)).toEqual(await restructured(chains));
});

test('so is what depends on elements further out', async () => {
  const chains = FAR_TAGS.flatMap((outer) =>
    FAR_TAGS.flatMap((middle) => FAR_TAGS.map((inner) => withContext([outer, middle, inner]))),
  ).filter(isTelling);
  expect(refused(chains)).toEqual(await restructured(chains));
});

test('so is what stands deep inside', async () => {
  const deep = fc.array(fc.constantFrom(...FAR_TAGS), { minLength: 4, maxLength: 7 });
  const allowedSoFar = fc.sample(deep, { numRuns: 10_000, seed: 7 }).map((chain) => {
    // A chain that is refused early says nothing about its end: leave out what does not fit.
    const fitting: string[] = [];
    for (const tag of chain.slice(0, -1)) if (refused([[...fitting, tag]]).length === 0) fitting.push(tag);
    return [...fitting, chain.at(-1) ?? ''];
  });
  const chains = [...new Map(allowedSoFar.map((chain) => [chain.join('>'), withContext(chain)])).values()].filter(
    isTelling,
  );
  expect(chains.length).toBeGreaterThan(1_000);
  expect(refused(chains)).toEqual(await restructured(chains));
});

test('whatever Chromium changes in a select is refused, as is what only older parsers drop', async () => {
  const chains = SELECT_TAGS.flatMap((middle) => SELECT_TAGS.map((inner) => ['select', middle, inner]));
  expect(refused(chains)).toEqual(expect.arrayContaining(await restructured(chains)));
  expect(refused([['select', 'div']])).toEqual(['select>div']);
});

test('a form between the parts of a table is refused because its content lands elsewhere', async () => {
  const chains = ['table', 'tbody', 'tr'].map((parent) => withContext([parent, 'form', 'div']));
  expect(await restructured(chains)).toHaveLength(3);
  expect(refused(chains)).toHaveLength(3);
});

test('the traits in the table are those that Chromium shows', async () => {
  const tags = [...new Set([...TAGS, ...VOID_TAGS, 'plaintext'])].filter(
    (tag) => CONTEXT[tag] === undefined && !['frame', 'image', 'math', 'svg', 'table'].includes(tag),
  );
  const seen = await page.evaluate(
    (names) =>
      names.map((tag) => {
        const parse = (inside: string): Element | DocumentFragment | null => {
          const parsed = new DOMParser().parseFromString(
            `<!doctype html><body><${tag}>${inside}</${tag}>`,
            'text/html',
          );
          const element = parsed.querySelector(tag);
          return element instanceof HTMLTemplateElement ? element.content : element;
        };
        const isVoid = parse('x')?.textContent === '';
        const holdsNodes = isVoid || parse('<b></b>')?.firstElementChild !== null;
        const decodes = holdsNodes || parse('&lt;')?.textContent === '<';
        return {
          tag,
          void: isVoid,
          content: holdsNodes ? 'nodes' : decodes ? 'text' : 'raw',
          dropsFirstNewline: !isVoid && parse('\nx')?.textContent === 'x',
        };
      }),
    tags,
  );
  expect(seen).toEqual(
    tags.map((tag) => {
      const { void: isVoid, content, dropsFirstNewline } = specialElement(tag);
      return { tag, void: isVoid, content, dropsFirstNewline };
    }),
  );
});

test('a row right in a table gets a tbody around it', async () => {
  const html = await page.evaluate(
    () => new DOMParser().parseFromString('<table><tr></tr></table>', 'text/html').body.innerHTML,
  );
  expect(html).toBe('<table><tbody><tr></tr></tbody></table>');
});

/** A sample of the properties of patches, in a real browser and on what its parser makes of our HTML. */
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { chromium, type Browser, type Page as BrowserPage } from 'playwright-core';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page as ClientPage } from '../packages/nopal/src/client/page.ts';
import type { Patch } from '../packages/nopal/src/protocol/patch.ts';
import type { WireNode } from '../packages/nopal/src/protocol/wire.ts';
import { play } from '../packages/nopal/test/support/mounted.ts';
import { Page, story, type NodeSpec, type Spec } from '../packages/nopal/test/support/trees.tsx';
import { ensureChromium, launchOptions } from '../scripts/chromium.mjs';
import type { StateText } from './support/trees-in-page.ts';

/** What trees-in-page.ts leaves in the window. */
interface InPage {
  playOne(states: readonly StateText[]): string;
  served(state: StateText): ClientPage;
}

let browser: Browser;
let page: BrowserPage;

beforeAll(async () => {
  const build = await rolldown({ input: fileURLToPath(new URL('support/trees-in-page.ts', import.meta.url)) });
  const { output } = await build.generate({ format: 'iife' });
  await build.close();
  browser = await chromium.launch(launchOptions(await ensureChromium()));
  page = await browser.newPage();
  await page.addScriptTag({ content: output[0].code });
});

afterAll(() => browser.close());

function states(steps: readonly (readonly Spec[])[]): StateText[] {
  const shown = play(
    Page,
    steps.map((specs) => ({ specs })),
  );
  return shown.map(({ html, checksum, wire, patch }) => ({ html, checksum, wire, patch }));
}

test('whatever a page shows, Chromium parses, patches and morphs it into the same tree', async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const stories = fc.sample(story, { numRuns: 400, seed });
  const runs = stories.map(states);
  const wrong = await page.evaluate(
    (text) =>
      (JSON.parse(text) as StateText[][]).flatMap((states, i) => {
        const problem = (window as unknown as InPage).playOne(states);
        return problem === '' ? [] : [{ problem, i }];
      }),
    JSON.stringify(runs),
  );
  const shortest = wrong.toSorted((a, b) => JSON.stringify(runs[a.i]).length - JSON.stringify(runs[b.i]).length)[0];
  const told =
    shortest &&
    `seed ${seed}: ${shortest.problem}\n${runs[shortest.i]?.map(({ html, patch }) => `${patch} → ${html}`).join('\n')}`;
  expect(told, `${wrong.length} of ${runs.length} stories went wrong`).toBeUndefined();
});

/** An item of a keyed list that holds what a browser forgets when a node is taken out and put back. */
function item(key: string, inside: Spec): NodeSpec {
  return { type: 'li', key, props: {}, children: [inside], list: false };
}

function tag(type: string, props: NodeSpec['props'], ...children: Spec[]): NodeSpec {
  return { type, props, children, list: false };
}

const ITEMS: readonly NodeSpec[] = [
  item('frame', tag('iframe', { srcDoc: 'frame' })),
  item('field', tag('input', { type: 'text', value: 'some text' })),
  item('details', tag('details', {}, tag('summary', {}, 'Summary'), 'Inside')),
  item('spinner', tag('b', { style: { animation: 'spin 100s linear' } }, 'spinning')),
];
const OTHERS = ['1', '2', '3'].map((key) => item(key, key));

/** Lists in which each of the items above is moved by one step or another. */
const MOVES: readonly (readonly [string, readonly Spec[], readonly Spec[]])[] = [
  ['reversed', [...ITEMS, ...OTHERS], [...OTHERS.toReversed(), ...ITEMS.toReversed()]],
  ['rotated', [...ITEMS, ...OTHERS], [...OTHERS, ...ITEMS]],
  ['rotated back', [...OTHERS, ...ITEMS], [...ITEMS, ...OTHERS]],
  ['shuffled', [...OTHERS, ...ITEMS], [ITEMS[3], OTHERS[1], ITEMS[0], ITEMS[2], OTHERS[0], ITEMS[1]] as Spec[]],
];
const list = (children: readonly Spec[]): readonly Spec[] => [{ type: 'ul', props: {}, children, list: true }];

test.each(MOVES.flatMap((move) => [[...move, 'patched'] as const, [...move, 'morphed'] as const]))(
  'a keyed list that is %s keeps frames, focus, selection and animations',
  async (_, before, after, way) => {
    const [first, last] = states([list(before), list(after)]) as [StateText, StateText];
    const seen = await page.evaluate(
      async ({ first, last, way }) => {
        const page = (window as unknown as InPage).served(first);
        const find = <E extends Element>(name: string): E => page.root.querySelector<E>(name) as E;
        const [frame, field, details] = [
          find<HTMLIFrameElement>('iframe'),
          find<HTMLInputElement>('input'),
          find('details'),
        ];
        if (frame.contentDocument?.readyState !== 'complete' || frame.contentDocument.URL === 'about:blank')
          await new Promise((loaded) => frame.addEventListener('load', loaded, { once: true }));
        (frame.contentWindow as unknown as { mark: string }).mark = 'the same window';
        const [animation] = find<HTMLElement>('b').animate([{ opacity: 0 }], 1e6) && find('b').getAnimations();
        field.value = 'typed text';
        field.focus();
        field.setSelectionRange(2, 5);
        let blurs = 0;
        field.addEventListener('blur', () => blurs++);
        if (way === 'patched') page.patch(JSON.parse(last.patch) as Patch);
        else page.morph(JSON.parse(last.wire) as WireNode[]);
        return {
          frame: (frame.contentWindow as unknown as { mark?: string } | null)?.mark,
          same: [find('iframe') === frame, find('input') === field, find('details') === details],
          focused: document.activeElement === field,
          typed: field.value,
          selection: [field.selectionStart, field.selectionEnd],
          blurs,
          plays: animation?.playState,
          order: [...find('ul').children].map((child) => child.getAttribute('data-key')),
        };
      },
      { first, last, way },
    );
    expect(seen).toEqual({
      frame: 'the same window',
      same: [true, true, true],
      focused: true,
      typed: 'typed text',
      selection: [2, 5],
      blurs: 0,
      plays: 'running',
      order: (after as readonly NodeSpec[]).map(({ key }) => key),
    });
  },
);

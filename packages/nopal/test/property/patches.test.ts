// @vitest-environment happy-dom
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checksum, ownChildren } from '../../src/client/nodes.ts';
import { Page as ClientPage } from '../../src/client/page.ts';
import { fieldValues, fresh, picture, readPatch, recordedElements } from '../support/browser-dom.ts';
import { play, readWire, type Shown } from '../support/mounted.ts';
import { sureMatches } from '../support/sure-matches.ts';
import { Page, story } from '../support/trees.tsx';

interface Run {
  readonly first: Shown;
  readonly rest: readonly Shown[];
  readonly last: Shown;
}

/** A page that goes from one state to the next; a failure prints the HTML of each and the patches between. */
const runs: fc.Arbitrary<Run> = story.map((steps) => {
  const [first, ...rest] = play(
    Page,
    steps.map((specs) => ({ specs })),
  ) as [Shown, ...Shown[]];
  const told = [first, ...rest].map(({ html, patch }) => `\n${html}\n  by ${patch}`).join('');
  return { first, rest, last: rest.at(-1) as Shown, [fc.toStringMethod]: () => told };
});

function open(shown: Shown): ClientPage {
  return new ClientPage(fresh(readWire(shown.wire)));
}

function patchAll(page: ClientPage, rest: readonly Shown[]): void {
  for (const next of rest) page.patch(readPatch(next.patch));
}

/** Both ways to the last state: patch after patch, and the whole tree morphed into. */
const WAYS: readonly (readonly [string, (page: ClientPage, run: Run) => void])[] = [
  ['patched', (page, { rest }) => patchAll(page, rest)],
  ['morphed', (page, { last }) => page.morph(readWire(last.wire))],
];

test.each(WAYS)('%s from state to state, a page is what a fresh one would be', (_, go) => {
  fc.assert(
    fc.property(runs, (run) => {
      const page = open(run.first);
      go(page, run);
      const shown = [picture(page.root), fieldValues(page.root), checksum(page.root)];
      const target = fresh(readWire(run.last.wire));
      expect(shown).toEqual([picture(target), fieldValues(target), run.last.checksum]);
    }),
    { numRuns: 400 },
  );
});

/** Puts nodes anywhere into the page, as extensions and translators do. Returns them. */
function intrude(root: Element, places: readonly number[]): Set<Node> {
  const foreign = new Set<Node>();
  for (const place of places) {
    const elements = recordedElements(root);
    const parent = elements[place % elements.length] as Element;
    const node = [document.createElement('x-extension'), document.createTextNode('!'), document.createComment('?')][
      place % 3
    ] as Node;
    parent.insertBefore(node, parent.childNodes[place % (parent.childNodes.length + 1)] ?? null);
    foreign.add(node);
  }
  return foreign;
}

test.each(WAYS)('%s, a page that extensions put nodes into is still what it should be', (_, go) => {
  fc.assert(
    fc.property(runs, fc.array(fc.nat(), { maxLength: 6 }), (run, places) => {
      const page = open(run.first);
      const foreign = intrude(page.root, places);
      go(page, run);
      expect(checksum(page.root)).toBe(run.last.checksum);
      expect(picture(page.root, foreign)).toEqual(picture(fresh(readWire(run.last.wire))));
    }),
    { numRuns: 300 },
  );
});

test('nodes that are foreign survive wherever the element around them does', () => {
  fc.assert(
    fc.property(runs, fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), (run, places) => {
      const page = open(run.first);
      const foreign = [...intrude(page.root, places)].map((node) => ({ node, parent: node.parentNode as Node }));
      patchAll(page, run.rest);
      for (const { node, parent } of foreign) expect(node.parentNode).toBe(parent);
    }),
    { numRuns: 200 },
  );
});

function nodeAt(root: Node, path: readonly number[]): Node {
  return path.reduce<Node>((node, index) => ownChildren(node)[index] as Node, root);
}

test.each(WAYS)('%s, elements that are surely the same keep identity, focus and what was typed', (_, go) => {
  fc.assert(
    fc.property(runs, fc.nat(), ({ first, rest }, which) => {
      const [next] = rest as [Shown];
      const matches = sureMatches(first.nodes, next.nodes);
      fc.pre(matches.length > 0);
      const page = open(first);
      const before = matches.map((match) => nodeAt(page.root, match.before));
      const typed = matches.flatMap(({ element, now }, i) => {
        const field = before[i] as HTMLInputElement;
        // An input that becomes another kind of input has another kind of value.
        const isText = element.tag === 'textarea' || [element, now].every((each) => each.attributes['type'] === 'text');
        if (!isText || element.attributes['value'] !== now.attributes['value']) return [];
        field.value = `typed ${i}`;
        return [{ field, text: `typed ${i}` }];
      });
      const focusable = before.filter((node) => node instanceof HTMLElement);
      focusable[which % focusable.length]?.focus();
      const hadFocus = document.activeElement;
      go(page, { first, rest: [next], last: next });
      expect(matches.map((match) => nodeAt(page.root, match.after) === before[matches.indexOf(match)])).not.toContain(
        false,
      );
      expect(document.activeElement).toBe(hadFocus);
      for (const { field, text } of typed) expect(field.value).toBe(text);
    }),
    { numRuns: 300 },
  );
});

test('the server says what the browser has: each state by its own patch and checksum', () => {
  fc.assert(
    fc.property(runs, ({ first, rest }) => {
      const page = open(first);
      expect(checksum(page.root)).toBe(first.checksum);
      for (const next of rest) {
        page.patch(readPatch(next.patch));
        expect(checksum(page.root)).toBe(next.checksum);
      }
    }),
    { numRuns: 100 },
  );
});

import { NO_PATCH, PatchWriter, type PatchBody } from '../protocol/patch.ts';
import { matchChildren } from './match-children.ts';
import { encodeEdits, planEdits } from './list-edits.ts';
import type { Attributes, Element, TreeNode } from './tree.ts';
import { toWire } from './wire.ts';

/**
 * Remembers what diffs found inside instances and long lists, for one flush: viewers whose pages differ elsewhere share
 * it.
 */
export class DiffMemo {
  readonly #found = new Map<Element, Found>();

  get(before: Element, now: Element): PatchBody | undefined {
    for (let found = this.#found.get(now); found !== undefined; found = found.next) {
      if (found.before === before) return found.body;
    }
    return undefined;
  }

  set(before: Element, now: Element, body: PatchBody): void {
    this.#found.set(now, { before, body, next: this.#found.get(now) });
  }
}

/** From so many children on, what a diff found is worth remembering wherever the element is. */
const LONG_LIST = 16;

/** What was found for one element to come from; most are reached from one only. */
interface Found {
  readonly before: Element;
  readonly body: PatchBody;
  readonly next: Found | undefined;
}

/**
 * The difference between two trees as an encoded patch of the page's root, or `''` when there is none.
 *
 * @param before the nodes that the browser has
 * @param now the nodes that it should have
 * @param memo what other diffs of this flush found
 */
export function diff(before: readonly TreeNode[], now: readonly TreeNode[], memo: DiffMemo = new DiffMemo()): string {
  if (before === now) return '';
  const writer = new PatchWriter();
  diffChildren(before, now, writer, memo);
  const { text } = writer.body();
  return text === '' ? '' : `[${text}]`;
}

function diffElement(before: Element, now: Element, memo: DiffMemo): PatchBody {
  if (before === now) return NO_PATCH;
  const remember = (before.boundary && now.boundary) || now.children.length >= LONG_LIST;
  const known = remember ? memo.get(before, now) : undefined;
  if (known !== undefined) return known;
  const writer = new PatchWriter();
  if (before.children !== now.children && !now.leaf) diffChildren(before.children, now.children, writer, memo);
  if (before.attributes !== now.attributes) {
    const attributes = diffAttributes(before.attributes, now.attributes);
    if (attributes !== '') writer.attributes(attributes);
  }
  const body = writer.body();
  if (remember) memo.set(before, now, body);
  return body;
}

function diffAttributes(before: Attributes, now: Attributes): string {
  let changed: Record<string, string | null> | undefined;
  for (const name in now) if (before[name] !== now[name]) (changed ??= {})[name] = now[name] as string;
  for (const name in before) if (!(name in now) && !isContent(name)) (changed ??= {})[name] = null;
  return changed === undefined ? '' : JSON.stringify(changed);
}

/** Content is only ever replaced by the other kind of content: taking it away after that would empty the element. */
function isContent(name: string): boolean {
  return name === 'innerHTML' || name === 'textContent';
}

function diffChildren(
  before: readonly TreeNode[],
  now: readonly TreeNode[],
  writer: PatchWriter,
  memo: DiffMemo,
): void {
  const sources = matchChildren(before, now);
  if (sources !== undefined)
    writer.list(encodeEdits(planEdits(before.length, sources), (at, count) => encodeNodes(now, at, count)));
  for (let i = 0; i < now.length; i++) {
    const source = sources === undefined ? i : sources[i];
    if (source === undefined || source < 0) continue;
    const a = before[source];
    const b = now[i];
    if (a === b) continue;
    if (typeof b === 'string') writer.text(i, a as string, b);
    else if (b !== undefined) writer.child(i, diffElement(a as Element, b, memo));
  }
}

function encodeNodes(nodes: readonly TreeNode[], at: number, count: number): string {
  return nodes
    .slice(at, at + count)
    .map(toWire)
    .join(',');
}

import type { Patch } from '../protocol/patch.ts';
import type { WireNode } from '../protocol/wire.ts';
import { applyPatch } from './apply.ts';
import { morphChildren } from './morph.ts';

/** The part of the document that nopal keeps up to date, with focus and selection kept through every change. */
export class Page {
  readonly root: HTMLElement;

  constructor(root: HTMLElement) {
    this.root = root;
  }

  /** Applies a patch. */
  patch(patch: Patch): void {
    keepFocus(() => applyPatch(this.root, patch));
  }

  /** Turns the page into this tree, keeping what is the same. */
  morph(tree: readonly WireNode[]): void {
    keepFocus(() => morphChildren(this.root, tree));
  }
}

/** Runs `change`; gives the focus and the selection back to the element that had them, if it is still there. */
function keepFocus(change: () => void): void {
  const focused = document.activeElement as HTMLInputElement | null;
  const { selectionStart: start, selectionEnd: end } = focused ?? {};
  change();
  if (!focused?.isConnected || focused === document.activeElement) return;
  focused.focus({ preventScroll: true });
  // Fields that hold no text (a checkbox, a number) have no selection, or null.
  if (typeof start === 'number') focused.setSelectionRange(start, end as number);
}

import type { Patch } from '../protocol/patch.ts';
import type { WireNode } from '../protocol/wire.ts';
import { applyPatch } from './apply.ts';
import { morphChildren } from './morph.ts';
import { hooks } from './parts.ts';

/** The part of the document that nopal keeps up to date, with focus and selection kept through every change. */
export class Page {
  readonly root: HTMLElement;

  constructor(root: HTMLElement) {
    this.root = root;
  }

  /** Applies a patch. */
  patch(patch: Patch): void {
    change(() => applyPatch(this.root, patch));
  }

  /** Turns the page into this tree, keeping what is the same. */
  morph(tree: readonly WireNode[]): void {
    change(() => morphChildren(this.root, tree));
  }
}

/** Runs what changes the page; gives the focus and the selection back to the element that had them, if it is still there. */
function change(apply: () => void): void {
  const focused = document.activeElement as HTMLInputElement | null;
  const { selectionStart: start, selectionEnd: end } = focused ?? {};
  if (hooks.around) hooks.around(apply);
  else apply();
  if (!focused?.isConnected || focused === document.activeElement) return;
  focused.focus({ preventScroll: true });
  // Fields that hold no text (a checkbox, a number) have no selection, or null.
  if (typeof start === 'number') focused.setSelectionRange(start, end as number);
}

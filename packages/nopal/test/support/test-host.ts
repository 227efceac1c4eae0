import { held } from '../../src/client/attributes.ts';
import { opened, ownChildren, record } from '../../src/client/nodes.ts';
import { Page } from '../../src/client/page.ts';
import { hooks, type Host } from '../../src/client/parts.ts';
import type { Patch } from '../../src/protocol/patch.ts';
import type { WireNode } from '../../src/protocol/wire.ts';

/** A page with one part of the script, whose server is played by the test. */
export class TestHost {
  readonly root: HTMLElement;
  readonly page: Page;
  /** What was asked, oldest first: `['event', path, type, detail]`, `['go', url]`. */
  readonly asked: unknown[][] = [];
  /** What was said besides. */
  readonly said: unknown[][] = [];
  readonly options = { claim: { token: 'token', checksum: 0 } };
  isReady = true;
  /** Refuse what is asked from now on. */
  refusal: string | undefined;
  #newest = 0;

  /** @param html what is in the page */
  constructor(html: string, start: (host: Host) => void) {
    this.root = document.createElement('div');
    this.root.innerHTML = html;
    document.body.replaceChildren(this.root);
    record(this.root);
    this.page = new Page(this.root);
    this.#hear();
    const { root, options } = this;
    start({ root, held, opened, ownChildren, hooks, options, link: this });
  }

  /** The types of the events that were asked. */
  get types(): unknown[] {
    return this.asked.map(([kind, , type]) => (kind === 'event' ? type : kind));
  }

  /** The details of the events that were asked. */
  get details(): Record<string, unknown>[] {
    return this.asked.map((each) => each[3] as Record<string, unknown>);
  }

  ask(...what: unknown[]): number | undefined {
    const number = ++this.#newest;
    if (this.refusal !== undefined) this.answer(number, 'not run', this.refusal);
    else this.asked.push(what);
    return this.refusal === undefined ? number : undefined;
  }

  say(...what: unknown[]): void {
    this.said.push(what);
  }

  /** The server answers. */
  answer(number: number, outcome = 'done', reason?: string): void {
    this.root.dispatchEvent(new CustomEvent('nopal:event', { detail: { number, outcome, reason } }));
  }

  patch(...patch: Patch): void {
    this.page.patch(patch);
  }

  morph(...tree: WireNode[]): void {
    this.page.morph(tree);
  }

  find<T extends HTMLElement = HTMLInputElement>(selector: string): T {
    const found = this.root.querySelector<T>(selector);
    if (found === null) throw new Error(`nothing on the page is ${selector}`);
    return found;
  }

  /** The user does something to an element. */
  raise(selector: string, event: Event | string): Event {
    const raised = typeof event === 'string' ? new Event(event, { bubbles: true, cancelable: true }) : event;
    this.find(selector).dispatchEvent(raised);
    return raised;
  }

  /** The user types a text in place of the one that is there. */
  type(selector: string, text: string): void {
    this.find(selector).value = text;
    this.raise(selector, 'input');
  }

  /** The user ticks a box, or chooses a radio button. */
  tick(selector: string, isTicked = true): void {
    this.find(selector).checked = isTicked;
    this.raise(selector, 'input');
    this.raise(selector, 'change');
  }

  /** As the main script does. */
  #hear(): void {
    const words = [...this.root.querySelectorAll('[data-nopal]')].flatMap((each) =>
      (each.getAttribute('data-nopal') ?? '').split(' '),
    );
    for (const type of new Set(words.map((word) => word.split(';')[0] ?? ''))) {
      this.root.addEventListener(type, (event) => hooks.handle(event), true);
    }
  }
}

import { elementsOf } from './states.ts';
import type { Held } from './timing.ts';

/** What is shown of an event that the server has not answered. */
interface Shown {
  /** The elements that it is about. */
  readonly marked: readonly Element[];
  /** The form that is being submitted. */
  readonly form: HTMLFormElement | undefined;
  readonly submitter: Element | undefined;
  /** What had the focus, and loses it while it is disabled. */
  readonly focused: Element | null;
}

/**
 * Shows which events are pending. All of it lies on top of the page: it is taken away before the page changes, and laid
 * over what it has become, so that no path, text or checksum ever sees it.
 */
export class Overlays {
  readonly #shown = new Map<number, Shown>();
  /** Takes away what lies there now, the last thing first. */
  #undo: (() => void)[] = [];

  /** Shows that an event is pending. */
  add(number: number, { element: listener, event, target }: Held): void {
    const form = event.type === 'submit' && target instanceof HTMLFormElement ? target : undefined;
    const submitter = form && ((event as SubmitEvent).submitter ?? undefined);
    const marked = submitter ? [listener, submitter] : [listener];
    const { activeElement } = document;
    const wasEnabled = activeElement?.matches(':enabled');
    this.#lay({ marked, form, submitter, focused: null });
    const focused = wasEnabled && activeElement?.matches(':disabled') ? activeElement : null;
    this.#shown.set(number, { marked, form, submitter, focused });
  }

  /** Shows an event no more. */
  remove(number: number): void {
    const shown = this.#shown.get(number);
    if (shown === undefined) return;
    this.#lift();
    this.#shown.delete(number);
    this.#layAll();
    const { focused } = shown;
    const isNowhere = document.activeElement === null || document.activeElement === document.body;
    if (isNowhere && focused instanceof HTMLElement && focused.isConnected) focused.focus({ preventScroll: true });
  }

  /** Whether a form is being submitted. */
  isSubmitting(form: EventTarget | null): boolean {
    return [...this.#shown.values()].some((shown) => shown.form !== undefined && shown.form === form);
  }

  /** Runs what changes the page, with nothing laid over it. */
  around(apply: () => void): void {
    this.#lift();
    try {
      apply();
    } finally {
      this.#layAll();
    }
  }

  #lift(): void {
    for (const undo of this.#undo.reverse()) undo();
    this.#undo = [];
  }

  #layAll(): void {
    for (const shown of this.#shown.values()) this.#lay(shown);
  }

  #lay({ marked, form, submitter }: Shown): void {
    for (const element of marked) this.#set(element, 'data-pending', '');
    if (form === undefined) return;
    for (const element of new Set([...elementsOf(form), ...form.querySelectorAll('*')])) {
      const isSubmit = (element as HTMLButtonElement).type === 'submit' && element.matches('button,input');
      if (element.hasAttribute('data-pending-readonly')) this.#set(element, 'readonly', '');
      const text = element.getAttribute('data-pending-text');
      // Of several buttons only the one that was pressed says that it is at work.
      if (text !== null && (!isSubmit || !submitter || element === submitter)) this.#setText(element, text);
      if (isSubmit || element.hasAttribute('data-pending-disabled')) this.#set(element, 'disabled', '');
    }
  }

  #set(element: Element, name: string, value: string): void {
    const before = element.getAttribute(name);
    element.setAttribute(name, value);
    this.#undo.push(() => {
      if (before === null) element.removeAttribute(name);
      else element.setAttribute(name, before);
    });
  }

  #setText(element: Element, text: string): void {
    if (element.localName === 'input') return this.#set(element, 'value', text);
    const inside = [...element.childNodes];
    element.replaceChildren(text);
    this.#undo.push(() => element.replaceChildren(...inside));
  }
}

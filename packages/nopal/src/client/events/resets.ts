/** Forms that the server puts back to what they hold at first: it counts how often, in their `data-reset`. */
export class Resets {
  readonly #seen = new WeakMap<Element, string | null>();

  constructor() {
    this.check(() => {});
  }

  /** Finds the forms that were put back since it was asked last. */
  check(found: (form: HTMLFormElement) => void): void {
    // The browser's own list: this is asked after each frame, and the page may be large.
    for (const form of document.forms) {
      const times = form.getAttribute('data-reset');
      const before = this.#seen.get(form);
      this.#seen.set(form, times);
      // One that is new holds what it held at first.
      if (before !== undefined && times !== null && before !== times) found(form);
    }
  }
}

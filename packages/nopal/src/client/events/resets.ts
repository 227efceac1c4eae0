/** Forms that the server puts back to what they hold at first: it counts how often, in their `data-reset`. */
export class Resets {
  readonly #root: Element;
  readonly #seen = new WeakMap<Element, string>();

  constructor(root: Element) {
    this.#root = root;
    this.check(() => {});
  }

  /** Finds the forms that were put back since it was asked last. */
  check(found: (form: HTMLFormElement) => void): void {
    for (const form of this.#root.querySelectorAll<HTMLFormElement>('form[data-reset]')) {
      const times = form.getAttribute('data-reset') as string;
      if (this.#seen.get(form) === times) continue;
      this.#seen.set(form, times);
      found(form);
    }
  }
}

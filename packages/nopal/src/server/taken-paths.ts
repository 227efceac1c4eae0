import { NopalError } from '../protocol/error.ts';

/** What an app serves at which path, so that nothing hides behind something else. */
export class TakenPaths {
  readonly #taken = new Map<string, string>();

  /** @throws NopalError `duplicate-route` when there is something already */
  check(path: string, what: string): void {
    const taken = this.#taken.get(path);
    if (taken === undefined) return;
    throw new NopalError(
      'duplicate-route',
      `The path ${path} is ${taken} already, so ${what} would never be shown or called.`,
      'Give it another path.',
    );
  }

  add(path: string, what: string): void {
    this.#taken.set(path, what);
  }
}

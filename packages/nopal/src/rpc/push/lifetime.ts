import { onSessionEnd } from '../session/session-scope.ts';

/** How long something lasts that was begun for a client: until it is ended, or the client's session is over. */
export class Lifetime {
  readonly #ended: (error: Error | undefined) => void;
  #leaveSession = (): void => undefined;
  #end: { readonly error: Error | undefined } | undefined;
  #done: { readonly promise: Promise<void>; readonly settle: () => void } | undefined;

  /** @param ended called once, when it is over; with what ended it, unless that was by wish or with the session */
  constructor(ended: (error: Error | undefined) => void) {
    this.#ended = ended;
  }

  /** Whether it is over. */
  get isOver(): boolean {
    return this.#end !== undefined;
  }

  /** Has it end with the session whose call is being served; at once if that is over. */
  followSession(): void {
    const leave = onSessionEnd(() => this.end());
    if (this.isOver) leave();
    else this.#leaveSession = leave;
  }

  /** Ends it. Doing so again does nothing. */
  end(error?: Error): void {
    if (this.#end !== undefined) return;
    this.#end = { error };
    this.#leaveSession();
    this.#ended(error);
    this.#done?.settle();
  }

  /** Resolves when it is over; rejects when an error ended it. */
  done(): Promise<void> {
    this.#done ??= this.#wait();
    return this.#done.promise;
  }

  #wait(): { readonly promise: Promise<void>; readonly settle: () => void } {
    let settle = (): void => undefined;
    const promise = new Promise<void>((resolve, reject) => {
      settle = (): void => {
        if (this.#end?.error === undefined) resolve();
        else reject(this.#end.error);
      };
    });
    if (this.isOver) settle();
    return { promise, settle };
  }
}

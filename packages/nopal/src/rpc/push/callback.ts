import { RpcStub } from 'capnweb';

/** A function that a client passed (an `RpcStub<(value: T) => unknown>`, as it was passed), or one of this process. */
export type RpcCallback<T> = (value: T) => unknown;

/** How a function is called. */
export interface CallbackOptions {
  /**
   * Told what the function threw, or why it could not be called; the subscription goes on. Without it, failures are only
   * counted, and of a function of this process the first is a warning.
   */
  readonly onCallbackError?: ((error: unknown) => void) | undefined;
}

/** What capnweb makes of a client's function, as far as it is used here. */
interface ClientFunction<T> extends Disposable {
  (value: T): PromiseLike<unknown> & Disposable;
  dup(): ClientFunction<T>;
}

/** A subscriber's function, called for one value after another. */
export class Callback<T> {
  /** A reference of our own to a client's function: the one that was passed ends with the call that passed it. */
  readonly #stub: ClientFunction<T> | undefined;
  readonly #function: (value: T) => unknown;
  readonly #onError: ((error: unknown) => void) | undefined;
  #underWay: Disposable | undefined;
  #isDisposed = false;
  #failures = 0;

  /** @throws TypeError when it is no function */
  constructor(callback: RpcCallback<T>, { onCallbackError }: CallbackOptions = {}) {
    if (isClientFunction<T>(callback)) {
      this.#stub = callback.dup();
      this.#function = this.#stub;
    } else if (typeof callback === 'function') {
      this.#function = callback;
    } else {
      throw new TypeError(
        `A subscription needs a function to call with what is new, and was given ${kindOf(callback)}. Pass one: api.subscribe((value) => { … }).`,
      );
    }
    this.#onError = onCallbackError;
  }

  /** Whether it is a client's, and not one of this process. */
  get isOfClient(): boolean {
    return this.#stub !== undefined;
  }

  /** How many calls failed. */
  get failures(): number {
    return this.#failures;
  }

  /** Calls it. Resolves when it is done with the value, whether it returned or threw; and when it is disposed of. */
  async call(value: T): Promise<void> {
    if (this.#isDisposed) return;
    try {
      if (this.#stub === undefined) await this.#function(value);
      else await this.#callClient(this.#stub, value);
    } catch (error) {
      // Disposing cancels the call, which says nothing about the function.
      if (!this.#isDisposed) this.#failed(error);
    }
  }

  /** Lets go of the function, and of the call that is under way. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#underWay?.[Symbol.dispose]();
    this.#stub?.[Symbol.dispose]();
  }

  async #callClient(stub: ClientFunction<T>, value: T): Promise<void> {
    const called = stub(value);
    this.#underWay = called;
    try {
      await called;
    } finally {
      this.#underWay = undefined;
      // With what it returned: that may hold stubs, which would stay in the session's tables.
      called[Symbol.dispose]();
    }
  }

  #failed(error: unknown): void {
    this.#failures++;
    const onError = this.#onError;
    // In a turn of its own, so that what it throws is the process' to deal with, and not an end of calls.
    if (onError !== undefined) queueMicrotask(() => onError(error));
    else if (this.#stub === undefined && this.#failures === 1) {
      const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
      process.emitWarning(
        'A subscribed function threw. It is called again with what comes next; further errors of it are only counted. Catch them in it, or give the subscription onCallbackError.',
        { detail: why },
      );
    }
  }
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : `a value of type ${typeof value}`;
}

// Stubs are proxies that seem to have every property; what they are made of cannot be imitated by a client.
function isClientFunction<T>(callback: unknown): callback is ClientFunction<T> {
  return callback instanceof RpcStub;
}

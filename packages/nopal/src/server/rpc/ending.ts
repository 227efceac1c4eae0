import type { RpcEnding } from './rpc-protocol.ts';

/** The end of one session, and what is to be done then. */
export class Ending implements RpcEnding {
  readonly #failed: (error: unknown) => void;
  readonly #ended = new Set<() => void>();
  #controller: AbortController | undefined;
  #isOver = false;

  /** @param failed told of what is thrown by what is done at the end; the rest of it is done all the same */
  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Aborted at the end. Made when it is asked for: most sessions are over at once, and nobody asks. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#isOver) this.#controller.abort();
    }
    return this.#controller.signal;
  }

  /** @inheritdoc */
  onEnd(ended: () => void): () => void {
    if (this.#isOver) {
      this.#call(ended);
      return () => undefined;
    }
    this.#ended.add(ended);
    return () => void this.#ended.delete(ended);
  }

  /** @inheritdoc */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#controller?.abort();
    for (const ended of this.#ended) this.#call(ended);
    this.#ended.clear();
  }

  #call(ended: () => void): void {
    try {
      ended();
    } catch (error) {
      this.#failed(error);
    }
  }
}

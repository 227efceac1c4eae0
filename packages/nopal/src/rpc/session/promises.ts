import { badMessage } from './bad-message.ts';
import type { Brought } from './message.ts';

/** Promises that were let go and may still be kept, since the client may not know of it yet. */
const MAX_LET_GO = 1000;

/**
 * The client's promises. What it said to be a function or an object must not be kept like one: it would become what it
 * is made of, and capnweb would go round in a circle.
 */
export class ClientPromises {
  readonly #open = new Set<number>();
  readonly #letGo = new Set<number>();

  /** @throws NopalError `rpc-bad-message` for what is a promise and something else, or a call of this side */
  add({ exports, promises }: Brought): void {
    // Its own numbers go down from -1; others are those of calls to it.
    if (exports.some(isForeign) || promises.some(isForeign)) {
      throw badMessage('Something of the client has a number that only calls of this side have, or none.');
    }
    for (const id of promises) this.#open.add(id);
    if (this.#open.size + this.#letGo.size === 0) return;
    if (exports.some((id) => this.#open.has(id) || this.#letGo.has(id))) {
      throw badMessage('What was said to be a promise is said to be something else.');
    }
  }

  /**
   * One is kept.
   *
   * @throws NopalError `rpc-bad-message` when there was none
   */
  keep(id: number): void {
    if (!this.#open.delete(id) && !this.#letGo.has(id)) throw badMessage('A promise is kept that was none.');
  }

  /** This side is not interested in one any more. */
  letGo(id: number): void {
    if (!this.#open.delete(id)) return;
    this.#letGo.add(id);
    if (this.#letGo.size <= MAX_LET_GO) return;
    for (const oldest of this.#letGo) {
      this.#letGo.delete(oldest);
      return;
    }
  }
}

function isForeign(id: number): boolean {
  return !Number.isSafeInteger(id) || id >= 0;
}

import { AsyncResource } from 'node:async_hooks';

/** Who takes the newest value whenever it is ready for one. */
export interface Receiver<T> {
  /** Which value it was given last; 0 for none. Kept by `Latest`. */
  seen: number;
  /** In which turn that was. Kept by `Latest`. */
  turn: number;
  /** Takes a value; it is given no other before it says that it is ready. MUST NOT throw. */
  give(value: T): void;
}

/** Longest stretch of giving before other work gets its turn, in milliseconds. */
const SLICE_MS = 8;

/**
 * The newest value, and who is to be given it. Who is not ready is not looked at, and is given what is newest by then.
 * What is published in one turn of the event loop is given out once, soon but never at once, in slices.
 */
export class Latest<T> {
  /** How many values there were. */
  #version = 0;
  #value: T | undefined;
  /** Ready, and without the newest. */
  #due = new Set<Receiver<T>>();
  /** Ready, and with the newest. */
  #idle = new Set<Receiver<T>>();
  #isScheduled = false;
  /** How many turns of the event loop there were in which something was given. */
  #turns = 0;
  #isWatchingTurns = false;
  // Not in the context of whoever publishes: what is called has nothing to do with that request or session.
  readonly #turn = AsyncResource.bind(() => this.#serve());

  /** The newest value; `undefined` before the first. */
  get value(): T | undefined {
    return this.#value;
  }

  /** Has a value given to all. */
  publish(value: T): void {
    this.#value = value;
    this.#version++;
    if (this.#due.size === 0) [this.#due, this.#idle] = [this.#idle, this.#due];
    else {
      for (const receiver of this.#idle) this.#due.add(receiver);
      this.#idle.clear();
    }
    this.#schedule();
  }

  /** A receiver can take a value. Saying so again changes nothing. */
  ready(receiver: Receiver<T>): void {
    if (receiver.seen === this.#version) {
      this.#idle.add(receiver);
      return;
    }
    this.#due.add(receiver);
    this.#schedule();
  }

  /**
   * A receiver is done with what it was given. What is newer by then it is given at once: it is its own answer that brought
   * this about, so however many there are, each has a turn of its own. Not if it is still the turn in which it was given
   * something: then it answered by itself, and might do so for ever.
   */
  again(receiver: Receiver<T>): void {
    if (receiver.seen === this.#version || receiver.turn === this.#turns) this.ready(receiver);
    else this.#give(receiver);
  }

  /** A receiver takes nothing any more, unless it says again that it is ready. */
  remove(receiver: Receiver<T>): void {
    this.#due.delete(receiver);
    this.#idle.delete(receiver);
  }

  #schedule(): void {
    if (this.#isScheduled || this.#due.size === 0) return;
    this.#isScheduled = true;
    setImmediate(this.#turn);
  }

  #serve(): void {
    this.#isScheduled = false;
    const until = performance.now() + SLICE_MS;
    for (const receiver of this.#due) {
      this.#due.delete(receiver);
      this.#give(receiver);
      if (performance.now() >= until) break;
    }
    this.#schedule();
  }

  #give(receiver: Receiver<T>): void {
    receiver.seen = this.#version;
    receiver.turn = this.#turns;
    this.#watchTurns();
    // There is one: before the first nobody is due.
    receiver.give(this.#value as T);
  }

  /** Notices that the event loop went on, as long as there is anything to notice it for. */
  #watchTurns(): void {
    if (this.#isWatchingTurns) return;
    this.#isWatchingTurns = true;
    setImmediate(() => {
      this.#isWatchingTurns = false;
      this.#turns++;
    });
  }
}

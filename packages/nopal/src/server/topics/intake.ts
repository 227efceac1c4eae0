/** Where messages come from, and can be held up: a part of a WebSocket. */
export interface Source {
  pause(): void;
  resume(): void;
}

/**
 * Takes the messages of a connection one after another, and holds the connection up while it must not say more. Then
 * what else it says waits in the network, except for what was read already.
 */
export class Intake {
  readonly #source: Source;
  readonly #mayTake: (message: string) => boolean;
  readonly #take: (message: string) => void;
  readonly #waiting: string[] = [];
  #isPaused = false;

  /** @param mayTake whether this message may be taken now; when that becomes true, call `go` */
  constructor(source: Source, mayTake: (message: string) => boolean, take: (message: string) => void) {
    this.#source = source;
    this.#mayTake = mayTake;
    this.#take = take;
  }

  /** Whether the connection is held up. */
  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** A message came. */
  push(message: string): void {
    if (!this.#isPaused && this.#mayTake(message)) {
      this.#take(message);
      return;
    }
    this.#waiting.push(message);
    if (this.#isPaused) return;
    this.#isPaused = true;
    this.#source.pause();
  }

  /** Takes what waits, as far as it may, and lets the connection go on. */
  go(): void {
    while (this.#isPaused) {
      const [next] = this.#waiting;
      if (next === undefined) {
        this.#isPaused = false;
        this.#source.resume();
        return;
      }
      if (!this.#mayTake(next)) return;
      this.#waiting.shift();
      this.#take(next);
    }
  }

  /** Forgets what waits. */
  clear(): void {
    this.#waiting.length = 0;
  }
}

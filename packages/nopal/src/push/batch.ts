import type { StoredMessage } from './store.ts';

/**
 * Consecutive messages of a topic, on the way to subscribers. All who are at the same place are given the same batch,
 * so what one of them makes of it serves the others.
 */
export class Batch {
  readonly topic: string;
  readonly epoch: string;
  /** At least one. */
  readonly messages: readonly StoredMessage[];
  readonly #forms = new Map<string, unknown>();

  constructor(topic: string, epoch: string, messages: readonly StoredMessage[]) {
    this.topic = topic;
    this.epoch = epoch;
    this.messages = messages;
  }

  /** Offset of the first message. */
  get first(): number {
    return this.messages[0]?.offset ?? 0;
  }

  /** Offset of the last message. */
  get last(): number {
    return this.messages.at(-1)?.offset ?? 0;
  }

  /**
   * What is made of the batch for one kind of subscriber; made once.
   *
   * @param kind names it: whoever uses the same name makes the same of it
   */
  form<T>(kind: string, make: (batch: Batch) => T): T {
    if (!this.#forms.has(kind)) this.#forms.set(kind, make(this));
    return this.#forms.get(kind) as T;
  }
}

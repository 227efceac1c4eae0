import type { DeadLetter } from '../attempts.ts';
import { answered } from '../wait.ts';
import { ANSWER_MS, isRefusal, type Clients } from './client.ts';

/** The fields of an entry, as they are in the stream. */
export type StreamFields = Readonly<Record<string, string>>;

/** An entry of a stream. */
export interface Entry {
  readonly id: string;
  readonly fields: StreamFields;
}

/** An entry that was handed out and is not acknowledged. */
export interface Pending {
  readonly id: string;
  readonly deliveries: number;
}

/** What the commands are about. */
export interface GroupName {
  readonly stream: string;
  readonly group: string;
  readonly consumer: string;
}

/** A consumer group, as one consumer sees it. */
export class Group {
  readonly #clients: Clients;
  readonly #name: GroupName;

  constructor(clients: Clients, name: GroupName) {
    this.#clients = clients;
    this.#name = name;
  }

  /** Makes the group, and the stream, unless they are there. */
  async ensure(from: 'start' | 'new'): Promise<void> {
    const { stream, group } = this.#name;
    try {
      const start = from === 'start' ? '0' : '$';
      await answered(this.#clients.commands.xGroupCreate(stream, group, start, { MKSTREAM: true }), ANSWER_MS);
    } catch (error) {
      if (!isRefusal(error) || !error.message.startsWith('BUSYGROUP')) throw error;
    }
  }

  /** Entries that nobody in the group was given before; waits for some. */
  async readNew(count: number, blockMs: number): Promise<Entry[]> {
    const { stream, group, consumer } = this.#name;
    const options = { COUNT: count, BLOCK: blockMs };
    const read = this.#clients.reading.xReadGroup(group, consumer, { key: stream, id: '>' }, options);
    const [found] = (await answered(read, blockMs + ANSWER_MS)) ?? [];
    // The client types what is in an answer as `any`; this is what it makes of one, without a mapping of types.
    const messages = (found?.messages ?? []) as readonly { readonly id: string; readonly message: StreamFields }[];
    return messages.map(({ id, message }) => ({ id, fields: { ...message } }));
  }

  /**
   * The first entry after another one that was handed out and is not acknowledged.
   *
   * @param after an entry's id; from the first one when left out
   * @param of those of this consumer, or of anybody who was silent about it for so many milliseconds
   */
  async nextPending(after: string | undefined, of: 'own' | { readonly idleMs: number }): Promise<Pending | undefined> {
    const { stream, group, consumer } = this.#name;
    const start = after === undefined ? '-' : `(${after}`;
    const filter = of === 'own' ? { consumer } : { IDLE: of.idleMs };
    const found = await answered(this.#clients.commands.xPendingRange(stream, group, start, '+', 1, filter), ANSWER_MS);
    return found.map(({ id, deliveriesCounter }) => ({ id, deliveries: deliveriesCounter }))[0];
  }

  /**
   * Makes this consumer the one that has an entry, which counts as a delivery.
   *
   * @param idleMs only if nobody touched it for so long
   * @returns `taken`: another consumer was faster, or it was acknowledged; `gone`: the stream does not have it any more
   */
  async claim(id: string, idleMs: number): Promise<Entry | 'taken' | 'gone'> {
    const { stream, group, consumer } = this.#name;
    const [claimed] = await answered(this.#clients.commands.xClaim(stream, group, consumer, idleMs, id), ANSWER_MS);
    if (claimed) return { id, fields: { ...claimed.message } };
    const there = await answered(this.#clients.commands.xRange(stream, id, id), ANSWER_MS);
    return there?.length ? 'taken' : 'gone';
  }

  /** Says that this consumer is alive and still has these entries. */
  async touch(ids: readonly string[]): Promise<void> {
    const { stream, group, consumer } = this.#name;
    await answered(this.#clients.commands.xClaimJustId(stream, group, consumer, 0, [...ids]), ANSWER_MS);
  }

  async acknowledge(id: string): Promise<void> {
    const { stream, group } = this.#name;
    await answered(this.#clients.commands.xAck(stream, group, id), ANSWER_MS);
  }

  /** Adds an entry to the stream of dead letters and acknowledges it, both or neither. */
  async bury({ id, fields }: Entry, to: string, { deliveries, reason }: DeadLetter): Promise<void> {
    const { stream, group } = this.#name;
    const letter = {
      ...fields,
      _stream: stream,
      _id: id,
      _group: group,
      _deliveries: `${deliveries}`,
      _reason: reason,
    };
    await answered(this.#clients.commands.multi().xAdd(to, '*', letter).xAck(stream, group, id).exec(), ANSWER_MS);
  }
}

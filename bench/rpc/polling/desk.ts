import { RpcTarget } from 'capnweb';
import { usage } from '../../rig/usage.ts';
import { sample, type Sample } from '../sample.ts';

// What the servers of both contenders have in common: the object that clients poll, and what they are given.

/** Updates for clients that poll. */
export interface Desk {
  /** Returns the id of a new subscription. */
  subscribe(): string;
  /** Gives an update to everybody. */
  push(value: Sample): void;
  /** What came since the poll before; nothing when nobody has that id. */
  poll(id: string): { readonly updates: readonly Sample[]; readonly hasMore: boolean } | undefined;
}

/** What clients are answered. */
export interface Polled {
  readonly subscriptionId: string;
  readonly updates: readonly Sample[];
  readonly hasMore: boolean;
  /** Unix time, in seconds. */
  readonly timestamp: number;
}

/** Updates that are kept for a client. */
export const BUFFER = 30;

/** The desk of a server, and a count of what it is asked. */
export class Counter {
  readonly desk: Desk;
  #polls = 0;
  #pollsPerUpdate = Infinity;

  constructor(desk: Desk) {
    this.desk = desk;
  }

  /** From now on there is an update each time when so many polls came: each client's poll finds about one. */
  updateEvery(polls: number): void {
    this.#pollsPerUpdate = polls;
  }

  poll(id: string): ReturnType<Desk['poll']> {
    if (++this.#polls % this.#pollsPerUpdate === 0) this.desk.push(sample());
    return this.desk.poll(id);
  }
}

/** What clients call. */
export class PollTarget extends RpcTarget {
  readonly #counter: Counter;

  constructor(counter: Counter) {
    super();
    this.#counter = counter;
  }

  pollMetricsUpdates(id: string): Polled | { readonly error: string } {
    const polled = this.#counter.poll(id);
    if (polled === undefined) return { error: 'subscription not found' };
    const { updates, hasMore } = polled;
    return { subscriptionId: id, updates, hasMore, timestamp: Math.floor(Date.now() / 1000) };
  }
}

/** What a server can be asked. @param listen resolves to the port */
export function polled(counter: Counter, listen: () => Promise<number>) {
  const { desk } = counter;
  return {
    ...usage,

    /** Resolves to the port. */
    listen,

    /** Subscribes so often; returns the ids. */
    subscribe(count: number): string[] {
      counter.updateEvery(count);
      return Array.from({ length: count }, () => desk.subscribe());
    },

    /** Subscribes until there are so many, and gives everybody as many updates as are kept. */
    fill(more: number): void {
      for (let n = 0; n < more; n++) desk.subscribe();
      for (let n = 0; n < BUFFER; n++) desk.push(sample());
    },
  };
}

/** What a server that is polled can be asked. */
export type PollApi = ReturnType<typeof polled>;

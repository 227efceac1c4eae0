import { randomBytes } from 'node:crypto';
import { NopalError } from '../../index.ts';
import { pollingSettings, type PollingOptions, type PollingSettings } from './polling-options.ts';
import { Recency, type Ordered } from './recency.ts';
import { snapshot } from './snapshot.ts';
import { UpdateRing } from './update-ring.ts';

/** What a poll gives. */
export interface PollAnswer<T> {
  /** What was pushed and not given yet, oldest first. */
  readonly updates: readonly T[];
  /** Whether more is there, because the poll asked for fewer. */
  readonly hasMore: boolean;
  /** How many were lost since the poll before, because more came than are kept. */
  readonly dropped: number;
}

/** A subscription: a place among the updates. */
interface Place extends Ordered {
  readonly id: string;
  /** The number of the update that it is given next. */
  next: number;
  polledAt: number;
  /** Whether it was never polled. */
  isFresh: boolean;
}

/** Where there is no room, a place that was never polled is kept for such a part of the time of others. */
const FRESH_PART = 10;
/** 128 random bits: nobody finds an id by trying. */
const ID_BYTES = 16;

/**
 * Updates for clients that ask for them from time to time, over any transport. A subscription is an id that only its
 * holder knows, and is a number here: the updates are kept once for all.
 */
export class Polling<T> {
  readonly #settings: PollingSettings;
  readonly #ring: UpdateRing<T>;
  readonly #places = new Map<string, Place>();
  /** In the order of their last polls; apart, those that were never polled, in the order in which they came. */
  readonly #polled = new Recency<Place>();
  readonly #fresh = new Recency<Place>();
  #timer: NodeJS.Timeout | undefined;

  /** Made by {@link createPolling}. */
  constructor(options: PollingOptions = {}) {
    this.#settings = pollingSettings(options);
    this.#ring = new UpdateRing(this.#settings.buffer);
  }

  /** How many subscriptions there are. */
  get size(): number {
    this.#expire();
    return this.#places.size;
  }

  /**
   * Has everybody given an update at their next poll. Costs the same for any number of subscriptions. Of what is an
   * object a copy is made.
   *
   * @throws TypeError when clients cannot be sent it
   */
  push(value: T): void {
    this.#ring.push(snapshot(value, 'An update for polling').value);
  }

  /**
   * Subscribes to what is pushed from now on.
   *
   * @returns the id: whoever has it can poll and unsubscribe, so it is for the client alone
   * @throws NopalError `rpc-too-many-subscriptions`
   */
  subscribe(): string {
    this.#expire();
    const { prefix, maxSubscriptions } = this.#settings;
    if (this.#places.size >= maxSubscriptions) this.#makeRoom();
    if (this.#places.size >= maxSubscriptions) {
      throw new NopalError(
        'rpc-too-many-subscriptions',
        `There are ${maxSubscriptions} polling subscriptions already (maxSubscriptions).`,
        'Unsubscribe what is not polled any more, or try again when some have expired.',
      );
    }
    const id = prefix + randomBytes(ID_BYTES).toString('base64url');
    const polledAt = this.#settings.now();
    const place: Place = {
      id,
      next: this.#ring.next,
      polledAt,
      isFresh: true,
      older: undefined,
      newer: undefined,
    };
    this.#places.set(id, place);
    this.#fresh.add(place);
    this.#watch();
    return id;
  }

  /**
   * What was pushed since the poll before, each update once.
   *
   * @param id what `subscribe` returned; it may come from a client as it is
   * @param most how many updates at most, from 1 on; the others stay for the next poll. Default all. May come from a client
   * @returns `undefined` when nobody has that id: it never was, has expired, or was unsubscribed
   * @throws TypeError when `most` is no whole number from 1 on
   */
  poll(id: string, most: number = this.#settings.buffer): PollAnswer<T> | undefined {
    if (!Number.isSafeInteger(most) || most < 1) {
      throw new TypeError(
        'How many updates a poll gives at most has to be a whole number from 1 on. Leave it out to get all.',
      );
    }
    this.#expire();
    const place = this.#places.get(id);
    if (place === undefined) return undefined;
    const { updates, next, dropped } = this.#ring.from(place.next, most);
    place.next = next;
    place.polledAt = this.#settings.now();
    this.#orderOf(place).remove(place);
    place.isFresh = false;
    this.#polled.add(place);
    return { updates, hasMore: next < this.#ring.next, dropped };
  }

  /**
   * Ends a subscription.
   *
   * @returns whether there was one of that id
   */
  unsubscribe(id: string): boolean {
    this.#expire();
    const place = this.#places.get(id);
    if (place === undefined) return false;
    this.#drop(place);
    return true;
  }

  /** Drops what was not polled for too long. */
  #expire(): void {
    const { expiryMs, now } = this.#settings;
    const before = now() - expiryMs;
    for (const order of [this.#polled, this.#fresh]) {
      for (let { oldest } = order; oldest !== undefined && oldest.polledAt <= before; { oldest } = order) {
        this.#drop(oldest);
      }
    }
  }

  /** Who takes many and polls none does not keep others out for long. */
  #makeRoom(): void {
    const { oldest } = this.#fresh;
    const { expiryMs, now } = this.#settings;
    if (oldest !== undefined && now() - oldest.polledAt >= expiryMs / FRESH_PART) this.#drop(oldest);
  }

  #orderOf({ isFresh }: Place): Recency<Place> {
    return isFresh ? this.#fresh : this.#polled;
  }

  #drop(place: Place): void {
    this.#places.delete(place.id);
    this.#orderOf(place).remove(place);
    if (this.#places.size === 0) this.#unwatch();
  }

  /** Has what expires dropped also when nobody asks for anything any more. */
  #watch(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#expire();
      if (this.#places.size > 0) this.#watch();
    }, this.#settings.expiryMs);
    this.#timer.unref();
  }

  #unwatch(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

/**
 * Makes updates that clients can poll for.
 *
 * @throws NopalError `rpc-option`
 * @example
 * ```ts
 * const polling = createPolling<Metrics>({ prefix: 'system_metrics_' });
 * setInterval(() => polling.push(measure()), 1000);
 *
 * class Api extends RpcTarget {
 *   subscribe() {
 *     return { subscriptionId: polling.subscribe(), pollInterval: 1000 };
 *   }
 *   poll(id: string) {
 *     return polling.poll(id) ?? { error: 'subscription not found' };
 *   }
 * }
 * ```
 */
export function createPolling<T>(options?: PollingOptions): Polling<T> {
  return new Polling(options);
}

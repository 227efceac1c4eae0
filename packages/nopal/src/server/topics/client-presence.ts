import { TopicError } from '../../push/error.ts';
import type { Member } from '../../push/presence.ts';
import { tooMany, type ClientParts } from './client-subscriptions.ts';
import type { PresenceFeed } from './presence-feed.ts';
import type { PresenceFeeds } from './presence-feeds.ts';

/** A place in a topic; the member is there once the client was allowed in. */
interface Place {
  data: unknown;
  member?: Member;
}

/** Where one connection is present, and where it watches who is. */
export class ClientPresence {
  readonly #parts: ClientParts;
  readonly #feeds: PresenceFeeds;
  readonly #places = new Map<string, Place>();
  /** The feed of each topic that it watches; `undefined` while it is asked whether it may. */
  readonly #watched = new Map<string, PresenceFeed | undefined>();

  constructor(parts: ClientParts, feeds: PresenceFeeds) {
    this.#parts = parts;
    this.#feeds = feeds;
  }

  /**
   * Makes the connection's user present in a topic.
   *
   * @throws TopicError `too-many-subscriptions`, what the gate refuses, `message-too-long` for the data
   */
  async join(topic: string, data: unknown): Promise<void> {
    const { topics, gate, limits, who } = this.#parts;
    if (this.#places.has(topic)) return this.update(topic, data);
    if (this.#places.size >= limits.maxSubscriptions) throw tooMany(limits.maxSubscriptions, 'present in');
    const place: Place = { data };
    this.#places.set(topic, place);
    try {
      await gate.check('presence', topic, who);
      if (this.#places.get(topic) !== place) return;
      const { id } = who.user;
      const shown = dataOf(who.user.data, place.data);
      place.member = topics.presence(topic).join(shown === undefined ? { id } : { id, data: shown });
    } catch (error) {
      if (this.#places.get(topic) === place) this.#places.delete(topic);
      throw error;
    }
  }

  /**
   * Puts other data in the place of what the client said of its user.
   *
   * @throws TopicError `presence-refused` where it is not present, `message-too-long`
   */
  update(topic: string, data: unknown): void {
    const place = this.#places.get(topic);
    if (place === undefined) {
      throw new TopicError('presence-refused', `This connection is not present in ${topic}.`, 'Join first.');
    }
    place.data = data;
    place.member?.update(dataOf(this.#parts.who.user.data, data));
  }

  /** Ends the connection's presence in a topic. */
  leave(topic: string): void {
    this.#places.get(topic)?.member?.leave();
    this.#places.delete(topic);
  }

  /**
   * Tells the connection who is in a topic.
   *
   * @throws TopicError `too-many-subscriptions`, what the gate refuses
   */
  async watch(topic: string): Promise<void> {
    const { gate, limits, who, outlet } = this.#parts;
    if (this.#watched.has(topic)) return;
    if (this.#watched.size >= limits.maxSubscriptions)
      throw tooMany(limits.maxSubscriptions, 'watching the presence of');
    this.#watched.set(topic, undefined);
    try {
      await gate.check('presence', topic, who);
    } catch (error) {
      this.#watched.delete(topic);
      throw error;
    }
    if (!this.#watched.has(topic)) return;
    const feed = this.#feeds.open(topic);
    this.#watched.set(topic, feed);
    feed.add(outlet);
  }

  /** Tells the connection no more. */
  unwatch(topic: string): void {
    this.#feeds.leave(topic, this.#parts.outlet);
    this.#watched.delete(topic);
  }

  /** The network takes more. */
  drained(): void {
    for (const feed of this.#watched.values()) feed?.drained(this.#parts.outlet);
  }

  /**
   * The connection is over.
   *
   * @param isClean whether its client said goodbye; else it may come back
   */
  close(isClean: boolean): void {
    for (const { member } of this.#places.values()) {
      if (isClean) member?.leave();
      else member?.lost();
    }
    this.#places.clear();
    for (const topic of this.#watched.keys()) this.#feeds.leave(topic, this.#parts.outlet);
    this.#watched.clear();
  }
}

/** What others see of a user: what the app says of it, and what its client says of itself where the app says nothing. */
function dataOf(known: unknown, said: unknown): unknown {
  if (known === undefined) return said;
  return isRecord(known) && isRecord(said) ? { ...said, ...known } : known;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

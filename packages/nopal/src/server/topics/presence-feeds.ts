import type { TopicLimits } from '../../protocol/topic-limits.ts';
import type { Topics } from '../../push/topics.ts';
import { PresenceFeed, type Watcher } from './presence-feed.ts';

/** The feeds of all topics that somebody watches. */
export class PresenceFeeds {
  readonly #topics: Topics;
  readonly #limits: TopicLimits;
  readonly #feeds = new Map<string, PresenceFeed>();

  constructor(topics: Topics, limits: TopicLimits) {
    this.#topics = topics;
    this.#limits = limits;
  }

  /** The feed of a topic, for somebody who is going to watch. */
  open(topic: string): PresenceFeed {
    let feed = this.#feeds.get(topic);
    if (feed === undefined) {
      feed = new PresenceFeed(topic, this.#topics.presence(topic), this.#limits);
      this.#feeds.set(topic, feed);
    }
    return feed;
  }

  /** Somebody stops watching; the last one ends the feed. */
  leave(topic: string, watcher: Watcher): void {
    const feed = this.#feeds.get(topic);
    feed?.delete(watcher);
    if (feed?.isIdle !== true) return;
    feed.close();
    this.#feeds.delete(topic);
  }
}

import { TopicError } from '../../push/error.ts';
import type { Presence } from '../../push/presence.ts';
import type { AnyTopic } from '../../push/topic.ts';
import type { History, Topics } from '../../push/topics.ts';
import { createContext, type Environment } from '../../ui/context.ts';
import { admit } from '../../ui/data.ts';
import { sharedInProcess } from '../../ui/global.ts';
import { DeepChange } from '../change.ts';
import type { Viewer } from '../viewer.ts';
import { PresenceFeed } from './presence-feed.ts';
import { presenceState, type PresenceState } from './presence-state.ts';
import { TopicFeed, topicOf } from './topic-feed.ts';
import { changeStates } from './viewer-updates.ts';
import { stateOf, unreadState, type ShownMessage, type TopicState, type TopicWindow } from './topic-state.ts';

/** How many topics are remembered as they were last shown to somebody who came. */
const MAX_REMEMBERED = 1000;

interface Remembered {
  readonly epoch: string;
  readonly first: number;
  readonly next: number;
  /** By how many messages are shown. */
  readonly states: Map<number, TopicState>;
}

/** An app's topics, as its pages show them. */
export class TopicFeeds {
  readonly topics: Topics;
  /** What makes this known to all components. */
  readonly environment: Environment;
  readonly #report: (error: unknown) => void;
  readonly #feeds = new Map<string, TopicFeed>();
  readonly #presences = new Map<string, PresenceFeed>();
  readonly #remembered = new Map<string, Remembered>();

  /** @param report told of what goes wrong; pages go on with what they have */
  constructor(topics: Topics, report: (error: unknown) => void) {
    this.topics = topics;
    this.#report = report;
    this.environment = { context: feedsContext, value: this, outer: null };
  }

  /** What a component that has just come shows of a topic; nothing yet, where the store takes its time. */
  snapshot(topic: AnyTopic | string, last: number): TopicState {
    const name = nameOf(topic);
    try {
      return this.#snapshot(topic, name, last);
    } catch (error) {
      // A topic that cannot be, or is declared twice, is a mistake in the component.
      if (!(error instanceof TopicError) || error.code !== 'topic-store-failed') throw error;
      this.#report(error);
      return unreadState(name, last, 'failed');
    }
  }

  /** Keeps what a viewer shows of a topic up to date. Returns what stops that. */
  follow(topic: string, viewer: Viewer): () => void {
    let feed = this.#feeds.get(topic);
    if (feed === undefined) {
      const unused = (): void => void this.#feeds.delete(topic);
      feed = new TopicFeed({ topics: this.topics, topic, unused, report: this.#report });
      this.#feeds.set(topic, feed);
    }
    return feed.add(viewer);
  }

  /** Brings what a viewer shows of topics up to date, once: one who is not connected, and gets the page as it is now. */
  refresh(viewer: Viewer): void {
    const change = new DeepChange((instance) =>
      changeStates(instance, (key) => {
        const topic = topicOf(key);
        if (topic === undefined) return undefined;
        return (shown) => {
          // States of that key are of this kind.
          const state = shown as TopicState;
          const now = this.snapshot(topic, state.last);
          return now.status === 'ready' ? now : state;
        };
      }),
    );
    viewer.change(change.apply(viewer.root).instance);
  }

  /** Reads the messages before an offset. */
  async older(topic: string, before: number, count: number): Promise<TopicWindow> {
    return windowOf(await this.topics.read(topic, { before, count }));
  }

  /** Who is there, as a component shows it. */
  presence(topic: AnyTopic | string, most: PresenceState['most']): PresenceState {
    const feed = this.#presences.get(nameOf(topic));
    return feed?.state(most) ?? presenceState(this.topics.presence(topic), [], most);
  }

  /** Keeps who is there up to date for a viewer. Returns what stops that. */
  followPresence(presence: Presence, viewer: Viewer): () => void {
    const { topic } = presence;
    let feed = this.#presences.get(topic);
    if (feed === undefined) {
      feed = new PresenceFeed(presence, this.#report, () => this.#presences.delete(topic));
      this.#presences.set(topic, feed);
    }
    return feed.add(viewer);
  }

  /** Ends all feeds. */
  end(): void {
    for (const feed of [...this.#feeds.values(), ...this.#presences.values()]) feed.end();
    this.#feeds.clear();
    this.#presences.clear();
  }

  #snapshot(topic: AnyTopic | string, name: string, last: number): TopicState {
    const range = this.topics.range(topic);
    if (range instanceof Promise) {
      // It is read anyway once the page has connected; that is where it is told if it cannot be.
      range.catch(() => undefined);
      return unreadState(name, last, 'loading');
    }
    const { epoch, first, next } = range;
    let known = this.#remembered.get(name);
    if (known?.epoch !== epoch || known.first !== first || known.next !== next) {
      known = { epoch, first, next, states: new Map() };
    }
    this.#remembered.delete(name);
    this.#remembered.set(name, known);
    if (this.#remembered.size > MAX_REMEMBERED) this.#forgetOldest();
    let state = known.states.get(last);
    if (state === undefined) known.states.set(last, (state = this.#read(topic, name, last)));
    return state;
  }

  #read(topic: AnyTopic | string, name: string, last: number): TopicState {
    const history = this.topics.peek(topic, { last });
    if (history instanceof Promise) {
      history.catch(() => undefined);
      return unreadState(name, last, 'loading');
    }
    // Taken in once, so that equal states are one object for everybody who comes.
    return admit(stateOf(name, windowOf(history), last), undefined, 'a topic') as unknown as TopicState;
  }

  #forgetOldest(): void {
    for (const oldest of this.#remembered.keys()) {
      this.#remembered.delete(oldest);
      return;
    }
  }
}

/** The app's topics, for components; null where components are rendered without an app. */
export const feedsContext = sharedInProcess('topic-feeds', () => createContext<TopicFeeds | null>(null));

/** The name of a topic. */
export function nameOf(topic: AnyTopic | string): string {
  return typeof topic === 'string' ? topic : topic.name;
}

function windowOf({ epoch, first, messages }: History<unknown>): TopicWindow {
  const shown = messages.map(({ offset, at, message }) => ({ offset, at, message }));
  // Messages are JSON, which is data.
  return { epoch, first, messages: shown as readonly ShownMessage[] };
}

import type { TopicError } from '../../push/error.ts';
import type { Cursor } from '../../push/cursor.ts';
import { readBatch } from '../../push/subscription.ts';
import type { Topics } from '../../push/topics.ts';
import { admit } from '../../ui/data.ts';
import type { Viewer } from '../viewer.ts';
import { advance, MAX_SHOWN, type ShownMessage, type TopicState } from './topic-state.ts';
import { ViewerUpdates } from './viewer-updates.ts';

/** How many of the newest messages are at hand for those who come; the most that a component can ask for. */
export const WINDOW = 200;
/** As often as a page can be drawn. */
const MIN_MS = 16;
/** A crowd is told less often, so that telling it takes a fifth of the time at most. */
const REST = 4;
/** After a topic could not be read, how long until it is tried again, in milliseconds. */
const RETRY_MS = 5000;

/** What the keys of components' states of topics begin with; the state keys of apps are names. */
const KEY = '\0topic:';

/** By what key components hold their states of a topic. */
export function topicKey(topic: string): string {
  return KEY + topic;
}

/** The topic that a state is of, by its key. */
export function topicOf(key: string): string | undefined {
  return key.startsWith(KEY) ? key.slice(KEY.length) : undefined;
}

/**
 * The newest messages of one topic, for all pages that show them: one subscription, and one change of state that
 * everybody in the same state shares.
 */
export class TopicFeed {
  readonly #topics: Topics;
  readonly #topic: string;
  readonly #updates: ViewerUpdates<TopicState>;
  readonly #unused: () => void;
  #messages: readonly ShownMessage[] = [];
  #epoch = '';
  #first = 1;
  #status: TopicState['status'] = 'loading';
  #cursor: Cursor | undefined;
  #retry: NodeJS.Timeout | undefined;
  #ended = false;

  /** @param unused called when no page shows it any more */
  constructor(topics: Topics, topic: string, unused: () => void) {
    this.#topics = topics;
    this.#topic = topic;
    this.#unused = unused;
    this.#updates = new ViewerUpdates({
      key: topicKey(topic),
      next: (state) => this.#next(state),
      minMs: MIN_MS,
      rest: REST,
    });
    this.#follow();
  }

  /** Keeps a viewer's states of the topic up to date. Returns what stops that. */
  add(viewer: Viewer): () => void {
    const remove = this.#updates.add(viewer);
    return () => {
      remove();
      if (this.#updates.size > 0) return;
      this.end();
      this.#unused();
    };
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#retry);
    this.#cursor?.close();
    this.#updates.end();
  }

  #next(state: TopicState): TopicState {
    if (this.#status === 'failed') return { ...state, status: 'failed' };
    // Not ready yet: whoever came with messages shows them meanwhile.
    if (this.#status === 'loading') return state;
    return advance(state, { epoch: this.#epoch, first: this.#first, messages: this.#messages });
  }

  #follow(): void {
    this.#cursor = this.#topics.follow(
      this.#topic,
      { last: WINDOW },
      {
        isReady: () => true,
        started: ({ epoch }) => {
          this.#epoch = epoch;
          this.#messages = [];
          // A topic without messages is ready as it is.
          setImmediate(() => this.#took());
        },
        gap: ({ epoch }) => {
          this.#epoch = epoch;
          this.#messages = [];
        },
        take: (batch) => {
          const fresh = readBatch(batch).map(
            ({ offset, at, message }) =>
              admit({ offset, at, message }, undefined, 'a message') as unknown as ShownMessage,
          );
          const all = [...this.#messages, ...fresh];
          this.#messages = all.length > MAX_SHOWN ? all.slice(all.length - WINDOW) : all;
          this.#took();
        },
        ended: (error) => this.#failed(error),
      },
    );
  }

  /** How far back the topic goes; of a store that takes its time, as it was the last time. */
  #learnFirst(): void {
    const range = this.#topics.range(this.#topic);
    if (!(range instanceof Promise)) this.#first = range.first;
    // What cannot be read is told where messages are read.
    else void range.then(({ first }) => (this.#first = first)).catch(() => undefined);
  }

  /** Shows what there is, once that is the newest: until then it may be anything but the last messages. */
  #took(): void {
    const cursor = this.#cursor;
    if (cursor === undefined || cursor.isClosed || (this.#status !== 'ready' && cursor.isBehind)) return;
    this.#learnFirst();
    this.#status = 'ready';
    this.#updates.changed();
  }

  #failed(error: TopicError): void {
    if (this.#ended || error.code === 'topics-closed') return;
    this.#status = 'failed';
    this.#updates.changed();
    this.#retry = setTimeout(() => {
      this.#status = 'loading';
      this.#follow();
    }, RETRY_MS).unref();
  }
}

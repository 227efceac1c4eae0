import type { Cursor } from '../../push/cursor.ts';
import { TopicError } from '../../push/error.ts';
import type { Sink } from '../../push/sink.ts';
import { readBatch, type TopicMessage } from '../../push/subscription.ts';
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

/** What a feed is made with. */
export interface TopicFeedOptions {
  readonly topics: Topics;
  readonly topic: string;
  /** No page shows it any more. */
  readonly unused: () => void;
  /** Told of what goes wrong. */
  readonly report: (error: unknown) => void;
}

/**
 * The newest messages of one topic, for all pages that show them: one subscription, and one change of state that
 * everybody in the same state shares.
 */
export class TopicFeed {
  readonly #options: TopicFeedOptions;
  readonly #updates: ViewerUpdates<TopicState>;
  #messages: readonly ShownMessage[] = [];
  #epoch = '';
  #first = 1;
  #status: TopicState['status'] = 'loading';
  #cursor: Cursor | undefined;
  #retry: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(options: TopicFeedOptions) {
    this.#options = options;
    const { topic, report } = options;
    this.#updates = new ViewerUpdates({
      key: topicKey(topic),
      next: (state) => this.#next(state),
      minMs: MIN_MS,
      rest: REST,
      report,
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
      this.#options.unused();
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
    const { topics, topic } = this.#options;
    try {
      this.#cursor = topics.follow(topic, { last: WINDOW }, this.#sink());
    } catch (error) {
      this.#failed(error);
    }
  }

  #sink(): Sink {
    const begin = ({ epoch }: { readonly epoch: string }): void => {
      this.#epoch = epoch;
      this.#messages = [];
      // A topic without messages is ready as it is.
      setImmediate(() => this.#took());
    };
    return {
      isReady: () => true,
      started: begin,
      gap: begin,
      take: (batch) => {
        const all = [...this.#messages, ...readBatch(batch).map((message) => this.#shown(message))];
        this.#messages = all.length > MAX_SHOWN ? all.slice(all.length - WINDOW) : all;
        this.#took();
      },
      ended: (error) => this.#failed(error),
    };
  }

  /** A message as components show it: null in the place of one that is not data, from a store of somebody else's. */
  #shown({ offset, at, message }: TopicMessage<unknown>): ShownMessage {
    try {
      return admit({ offset, at, message }, undefined, 'a message') as unknown as ShownMessage;
    } catch (error) {
      this.#options.report(error);
      return { offset, at, message: null };
    }
  }

  /** How far back the topic goes; of a store that takes its time, as it was the last time. */
  #learnFirst(): void {
    const learn = async (): Promise<void> => {
      const range = this.#options.topics.range(this.#options.topic);
      this.#first = (range instanceof Promise ? await range : range).first;
    };
    // What cannot be read is told where messages are read.
    learn().catch(() => undefined);
  }

  /** Shows what there is, once that is the newest: until then it may be anything but the last messages. */
  #took(): void {
    const cursor = this.#cursor;
    if (cursor === undefined || cursor.isClosed || (this.#status !== 'ready' && cursor.isBehind)) return;
    this.#learnFirst();
    this.#status = 'ready';
    this.#updates.changed();
  }

  #failed(error: unknown): void {
    if (this.#ended || (error instanceof TopicError && error.code === 'topics-closed')) return;
    this.#options.report(error);
    this.#status = 'failed';
    this.#updates.changed();
    this.#retry = setTimeout(() => {
      this.#status = 'loading';
      this.#follow();
    }, RETRY_MS).unref();
  }
}

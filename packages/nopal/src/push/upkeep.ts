import type { Channel } from './channel.ts';
import { TopicError } from './error.ts';
import type { Awaitable } from './store.ts';

/** How long a store may take to say how far a topic goes, in milliseconds. */
const PATIENCE_MS = 5000;
/** How many topics are looked at in a stretch, so that other work gets its turn. */
const STRETCH = 500;

/**
 * Compares topics with the store, from time to time. Where several processes write to a store, news may get lost on the
 * way; what nobody told of is found here, and sent.
 */
export class Upkeep {
  readonly #channels: ReadonlyMap<string, Channel>;
  readonly #ms: number;
  readonly #report: (error: TopicError) => void;
  #timer: NodeJS.Timeout | undefined;
  /** Those that the store has not answered about yet: one that it never answers about must not hold up the others. */
  readonly #asked = new Set<Channel>();

  constructor(channels: ReadonlyMap<string, Channel>, ms: number, report: (error: TopicError) => void) {
    this.#channels = channels;
    this.#ms = ms;
    this.#report = report;
  }

  /** Goes on as long as there are topics. */
  start(): void {
    this.#timer ??= setInterval(() => {
      if (this.#channels.size === 0) this.stop();
      else this.#check([...this.#channels.values()]);
    }, this.#ms).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #check(channels: readonly Channel[]): void {
    if (this.#timer === undefined) return;
    for (const channel of channels.slice(0, STRETCH)) {
      if (this.#asked.has(channel)) continue;
      this.#asked.add(channel);
      void this.#checkOne(channel).finally(() => this.#asked.delete(channel));
    }
    if (channels.length > STRETCH) setImmediate(() => this.#check(channels.slice(STRETCH)));
  }

  /** Never rejects, and ends in time. */
  async #checkOne(channel: Channel): Promise<void> {
    try {
      await within(channel.range());
      channel.wakeBehind();
    } catch (cause) {
      this.#report(
        new TopicError(
          'topic-store-failed',
          `The store could not say how far ${channel.topic} goes.`,
          'It is asked again after a while; the cause is below.',
          { cause },
        ),
      );
    }
  }
}

/** What a store answers, if it does in time. */
async function within<T>(answer: Awaitable<T>): Promise<T> {
  if (!(answer instanceof Promise)) return answer;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`It did not answer within ${PATIENCE_MS} ms.`)), PATIENCE_MS).unref();
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

import type { Channel } from './channel.ts';
import { TopicError } from './error.ts';

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
  #isRunning = false;

  constructor(channels: ReadonlyMap<string, Channel>, ms: number, report: (error: TopicError) => void) {
    this.#channels = channels;
    this.#ms = ms;
    this.#report = report;
  }

  /** Goes on as long as there are topics. */
  start(): void {
    this.#timer ??= setInterval(() => {
      if (this.#channels.size === 0) this.stop();
      else if (!this.#isRunning) void this.#check();
    }, this.#ms).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #check(): Promise<void> {
    this.#isRunning = true;
    const channels = [...this.#channels.values()];
    for (let at = 0; at < channels.length && this.#timer !== undefined; at += STRETCH) {
      await Promise.all(channels.slice(at, at + STRETCH).map((channel) => this.#checkOne(channel)));
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#isRunning = false;
  }

  async #checkOne(channel: Channel): Promise<void> {
    try {
      await channel.range();
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

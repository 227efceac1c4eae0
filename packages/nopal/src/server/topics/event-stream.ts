import type { ServerResponse } from 'node:http';
import type { Patient } from '../../live/heartbeat.ts';
import type { Limits } from '../../protocol/limits.ts';
import type { Batch } from '../../push/batch.ts';
import type { Cursor } from '../../push/cursor.ts';
import type { TopicError } from '../../push/error.ts';
import type { Gap, Position, Sink, Start } from '../../push/sink.ts';
import type { TopicUser } from '../../push/topic.ts';
import { CLOSE_MS } from '../../transport/options.ts';
import type { Rendition } from './rendition.ts';

/** What a stream of events is made with. */
export interface EventStreamParts<T> {
  /** Its head is written. */
  readonly response: ServerResponse;
  readonly user: TopicUser;
  readonly rendition: Rendition<T>;
  readonly limits: Limits;
  /** How long a browser waits before it comes back, in milliseconds. */
  readonly retryMs: number;
}

/**
 * One long answer of events. Nothing is queued for whoever reads it: messages wait in the topic until the network takes
 * more.
 */
export class EventStream<T> implements Sink, Patient {
  readonly #parts: EventStreamParts<T>;
  #cursor: Cursor | undefined;
  /** By the clock of `performance.now()`: when the network took something, or had nothing to take; when it was told something. */
  #tookAt = performance.now();
  #toldAt = performance.now();

  constructor(parts: EventStreamParts<T>) {
    this.#parts = parts;
    const { response } = parts;
    response.on('close', () => this.#cursor?.close());
    response.on('drain', () => {
      this.#tookAt = performance.now();
      this.#cursor?.wake();
    });
  }

  /** Begins, by subscribing. */
  begin(follow: (sink: Sink) => Cursor): void {
    this.#cursor = follow(this);
    if (!this.#isOpen) this.#cursor.close();
  }

  isReady(): boolean {
    const { response, limits } = this.#parts;
    return this.#isOpen && response.writableLength <= limits.windowBytes;
  }

  started({ recovered, reason, missed, epoch, offset }: Start): void {
    const at = { epoch, offset };
    // Named at once: who is cut before the first message comes back to here.
    this.#write(`retry: ${this.#parts.retryMs}\nid: ${idOf(at)}\n\n`);
    if (!recovered && reason !== undefined) this.gap({ reason, missed, ...at });
  }

  take(batch: Batch): void {
    this.#write(this.#parts.rendition.of(batch, this.#parts.user));
  }

  gap(gap: Gap): void {
    this.#write(`id: ${idOf(gap)}\nevent: gap\n${dataOf(JSON.stringify(gap))}\n\n`);
  }

  ended({ code, message }: TopicError): void {
    this.#write(`event: ended\n${dataOf(JSON.stringify({ code, message }))}\n\n`);
    this.close();
  }

  /** Keeps proxies from thinking that the answer is over, and ends it when nobody takes it. */
  check(now: number): void {
    const { response, limits } = this.#parts;
    if (!this.#isOpen) return;
    const waiting = response.writableLength;
    if (waiting === 0) {
      this.#tookAt = now;
      if (now - this.#toldAt >= limits.beatMs) this.#write(': still here\n\n');
      return;
    }
    const patience = limits.stalledMs + (waiting / limits.slowestBytesPerSecond) * 1000;
    if (now - this.#tookAt >= patience) response.destroy();
  }

  /** Ends the answer; a browser comes back by itself. */
  close(): void {
    this.#cursor?.close();
    const { response } = this.#parts;
    if (!this.#isOpen) return;
    response.end();
    // Who takes nothing would hold the socket, and what is buffered for it, for as long as they like.
    const cut = setTimeout(() => response.destroy(), CLOSE_MS).unref();
    response.once('close', () => clearTimeout(cut));
  }

  get #isOpen(): boolean {
    const { response } = this.#parts;
    return !response.destroyed && !response.writableEnded;
  }

  #write(events: Buffer | string): void {
    if (events.length === 0 || !this.#isOpen) return;
    this.#parts.response.write(events);
    this.#toldAt = performance.now();
  }
}

/** One message as an event, or its position alone where nothing is to be seen of it. */
export function encodeEvent(shown: string | undefined, position: Position): Buffer {
  const data = shown === undefined ? '' : `\n${dataOf(shown)}`;
  return Buffer.from(`id: ${idOf(position)}${data}\n\n`);
}

/** A position as the id of an event. */
export function idOf({ epoch, offset }: Position): string {
  return `${epoch}:${offset}`;
}

/** A text of one or more lines, each of which an event has in a line of its own. */
function dataOf(text: string): string {
  return `data: ${text.replace(/\r\n|\r|\n/g, '\ndata: ')}`;
}

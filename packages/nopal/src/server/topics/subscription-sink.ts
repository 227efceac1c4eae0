import type { SubscribeFrom } from '../../protocol/topic-messages.ts';
import { writeMessages } from '../../protocol/topic-answers.ts';
import type { TopicLimits } from '../../protocol/topic-limits.ts';
import type { Batch } from '../../push/batch.ts';
import type { Cursor } from '../../push/cursor.ts';
import type { TopicError } from '../../push/error.ts';
import type { Gap, Position, Sink, Start } from '../../push/sink.ts';
import type { Topics } from '../../push/topics.ts';
import { encodeTextFrame } from '../../transport/text-frame.ts';
import type { Outlet } from './outlet.ts';
import { SendWindow } from './send-window.ts';

/** What a subscription of a client is made with. */
export interface SubscriptionParts {
  readonly topic: string;
  /** The number of the request that it answers. */
  readonly number: number;
  readonly outlet: Outlet;
  readonly limits: TopicLimits;
  /** The subscription is over, not by the client's wish. */
  readonly ended: () => void;
}

/** A client's subscription: sends what is published as long as the client takes it. */
export class SubscriptionSink implements Sink {
  readonly #parts: SubscriptionParts;
  readonly #window: SendWindow;
  #cursor: Cursor | undefined;
  /** Whether something waits for the client to take more. */
  #isWaiting = false;
  /** Where it was when it was last looked at. */
  #looked: Position | undefined;

  constructor(parts: SubscriptionParts) {
    this.#parts = parts;
    this.#window = new SendWindow(parts.limits);
  }

  /**
   * Begins to follow the topic.
   *
   * @throws TopicError what `follow` of topics throws
   */
  follow(topics: Topics, from: SubscribeFrom): void {
    this.#cursor = topics.follow(this.#parts.topic, from, this);
  }

  /** @inheritdoc */
  isReady(): boolean {
    const isReady = this.#window.isOpen && !this.#parts.outlet.isClogged;
    this.#isWaiting = !isReady;
    return isReady;
  }

  /** @inheritdoc */
  started({ epoch, offset, reason, missed }: Start): void {
    const { outlet, number } = this.#parts;
    outlet.say(
      reason === undefined
        ? ['subscribed', number, epoch, offset]
        : ['subscribed', number, epoch, offset, reason, missed],
    );
  }

  /** @inheritdoc */
  take(batch: Batch): void {
    const frame = batch.form('topic-client', encodeBatch);
    this.#window.sent(batch.messages.length, frame.length);
    this.#parts.outlet.write(frame);
  }

  /** @inheritdoc */
  gap({ epoch, offset, reason, missed }: Gap): void {
    this.#parts.outlet.say(['gap', this.#parts.topic, epoch, offset, reason, missed]);
  }

  /** @inheritdoc */
  ended({ code, message }: TopicError): void {
    const { outlet, topic, ended } = this.#parts;
    ended();
    // At shutdown the connection ends as a whole, and the client comes back to the next process.
    if (code !== 'topics-closed') outlet.say(['ended', topic, code, message]);
  }

  /** The client took so many messages since the subscription began. Returns whether that is more than was known. */
  taken(total: number): boolean {
    const isMore = this.#window.taken(total);
    this.wake();
    return isMore;
  }

  /** Goes on with what waited, if anything did. */
  wake(): void {
    if (this.#isWaiting) this.#cursor?.wake();
  }

  /** Tells the client where it has to be by now, if nothing else was told since the last time. */
  check(): void {
    const position = this.#cursor?.position;
    const before = this.#looked;
    this.#looked = position;
    if (position === undefined || position.epoch === '' || before?.epoch !== position.epoch) return;
    if (before.offset !== position.offset || this.#parts.outlet.isClogged) return;
    this.#parts.outlet.say(['position', this.#parts.topic, position.epoch, position.offset]);
  }

  /** Ends it. */
  close(): void {
    this.#cursor?.close();
  }
}

function encodeBatch({ topic, first, messages }: Batch): Buffer {
  return encodeTextFrame(writeMessages(topic, first, messages));
}

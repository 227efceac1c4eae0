import type { Channel, ReadBatch, Subscriber } from './channel.ts';
import { TopicError } from './error.ts';
import type { From, Position, Sink, Start } from './sink.ts';
import type { LogRange } from './store.ts';

/** Batches that one subscriber is given in one turn: the next ones are for those who wait. */
const MAX_TURNS = 8;

/**
 * One subscriber's place in a topic. It moves only by what its sink was given, in order, so there is nothing that could
 * be skipped or given twice; and where the log has a hole, the sink is told before what comes after it.
 */
export class Cursor implements Subscriber {
  readonly #channel: Channel;
  readonly #sink: Sink;
  readonly #failed: (error: TopicError) => void;
  #epoch = '';
  /** The offset that it wants next; 0 until it is known where the subscription begins. */
  #next = 0;
  #isClosed = false;
  #isReading = false;
  /** What was known of the channel when it last asked the store. */
  #askedAt = 0;
  /** What was read for it and not given yet. */
  #read: ReadBatch | undefined;
  /** Whether something waited because the sink took nothing. */
  #wasBehind = false;

  /** @param failed told when the store could not be read; the subscription ends */
  constructor(channel: Channel, sink: Sink, failed: (error: TopicError) => void) {
    this.#channel = channel;
    this.#sink = sink;
    this.#failed = failed;
    channel.add(this);
  }

  /** The last message that the sink was given, or what it was told to be its place. */
  get position(): Position {
    return { epoch: this.#epoch, offset: Math.max(0, this.#next - 1) };
  }

  /** Whether there is something that the sink was not given yet. */
  get isBehind(): boolean {
    return this.#next === 0 || this.#next < this.#channel.next || this.#epoch !== this.#channel.epoch;
  }

  /** Whether the subscription is over. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Begins: finds its place in the log and tells the sink. */
  begin(from: From): void {
    const begin = (range: LogRange): void => {
      if (this.#isClosed) return;
      const start = startOf(from, range);
      this.#epoch = start.epoch;
      this.#next = start.offset + 1;
      this.#sink.started(start);
      this.wake();
    };
    try {
      const range = this.#channel.range();
      if (range instanceof Promise) range.then(begin).catch((error: unknown) => this.#cannotRead(error));
      else begin(range);
    } catch (error) {
      this.#cannotRead(error);
    }
  }

  /** To be called when the sink can take more. */
  wake(): void {
    this.#channel.wake(this);
  }

  /** Ends the subscription; the sink hears nothing any more. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#read = undefined;
    this.#channel.remove(this);
  }

  /** Ends the subscription and tells the sink why. */
  end(error: TopicError): void {
    if (this.#isClosed) return;
    this.close();
    this.#sink.ended(error);
  }

  /** Gives the sink what it can take, and what it cannot take in one turn in the next. */
  advance(): void {
    try {
      for (let turns = 0; turns < MAX_TURNS; turns++) if (!this.#step()) return;
      this.wake();
    } catch (cause) {
      // A sink is nopal's own, or of somebody who was told; one that throws must not hold up the others.
      this.#fail('subscriber-failed', `A sink of ${this.#channel.topic} threw at ${this.#next - 1}.`, cause);
    }
  }

  /** Gives the next batch. False when there is nothing to give, or nothing to be given now. */
  #step(): boolean {
    if (this.#next === 0 || this.#isClosed || this.#isReading || !this.isBehind) return false;
    if (!this.#sink.isReady()) {
      this.#waits();
      return false;
    }
    if (this.#wasBehind && this.#skips()) return true;
    const read = this.#read;
    this.#read = undefined;
    // A store that does not show yet what was announced is asked again at the next news, not again and again.
    if (read !== undefined) return this.#give(read) || this.#askedAt !== this.#channel.moves;
    if (!this.#giveFromTail()) this.#fetch();
    return true;
  }

  /** The sink takes nothing now. */
  #waits(): void {
    this.#wasBehind = true;
    this.#read = undefined;
    const { definition, topic, next } = this.#channel;
    if (definition.slow !== 'close' || next - this.#next <= definition.maxBehind) return;
    this.end(
      new TopicError(
        'slow-subscriber',
        `The subscriber was more than ${definition.maxBehind} messages of ${topic} behind (maxBehind).`,
        'Read faster, or subscribe again from the last position.',
      ),
    );
  }

  /** Goes on with the latest message, where that is the topic's policy; false when there is nothing to skip. */
  #skips(): boolean {
    this.#wasBehind = false;
    const { definition, epoch, next } = this.#channel;
    const missed = next - 1 - this.#next;
    if (definition.slow !== 'latest' || missed <= 0 || epoch !== this.#epoch) return false;
    this.#next = next - 1;
    this.#sink.gap({ reason: 'skipped', missed, ...this.position });
    return true;
  }

  #giveFromTail(): boolean {
    if (this.#epoch !== this.#channel.epoch) return false;
    const batch = this.#channel.fromTail(this.#next);
    if (batch === undefined) return false;
    this.#next = batch.last + 1;
    this.#sink.take(batch);
    return true;
  }

  #fetch(): void {
    this.#isReading = true;
    this.#askedAt = this.#channel.moves;
    const from = this.#epoch === this.#channel.epoch ? this.#next : 1;
    const give = (read: ReadBatch): void => {
      this.#isReading = false;
      if (!this.#isClosed) this.#read = read;
      this.wake();
    };
    this.#channel.fromStore(from).then(give, (error: unknown) => this.#cannotRead(error));
  }

  /** Gives what was read; false when that led nowhere. */
  #give({ epoch, first, batch }: ReadBatch): boolean {
    const before = this.position;
    if (epoch !== this.#epoch) {
      this.#epoch = epoch;
      this.#next = first;
      this.#sink.gap({ reason: 'epoch', missed: undefined, ...this.position });
    } else if (first > this.#next) {
      const missed = first - this.#next;
      this.#next = first;
      this.#sink.gap({ reason: 'evicted', missed, ...this.position });
    }
    if (batch !== undefined && batch.first === this.#next) {
      this.#next = batch.last + 1;
      this.#sink.take(batch);
    }
    return this.#epoch !== before.epoch || this.#next > before.offset + 1;
  }

  #cannotRead(cause: unknown): void {
    this.#fail('topic-store-failed', `The messages of ${this.#channel.topic} could not be read.`, cause);
  }

  #fail(code: 'subscriber-failed' | 'topic-store-failed', what: string, cause: unknown): void {
    if (this.#isClosed) return;
    const fix = 'Subscribe again from the last position; the cause is below.';
    const error = new TopicError(code, what, fix, { cause });
    this.#failed(error);
    try {
      this.end(error);
    } catch (second) {
      // It is closed all the same.
      this.#failed(new TopicError(code, 'A sink threw when it was told of its end.', fix, { cause: second }));
    }
  }
}

/** Where in a log a subscription begins. */
function startOf(from: From, { epoch, first, next }: LogRange): Start {
  if (from === 'now') return { epoch, offset: next - 1, recovered: true };
  if ('last' in from) return { epoch, offset: Math.max(first, next - from.last) - 1, recovered: true };
  if (from.epoch !== epoch) {
    return { epoch, offset: first - 1, recovered: false, reason: 'epoch', missed: undefined };
  }
  if (from.offset >= next) return { epoch, offset: next - 1, recovered: false, reason: 'ahead', missed: undefined };
  if (from.offset + 1 < first) {
    return { epoch, offset: first - 1, recovered: false, reason: 'evicted', missed: first - 1 - from.offset };
  }
  return { epoch, offset: from.offset, recovered: true };
}

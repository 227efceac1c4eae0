import {
  TopicError,
  type Batch,
  type Cursor,
  type From,
  type Gap,
  type Position,
  type Sink,
  type Start,
  type Topic,
  type TopicMessage,
  type Topics,
} from '../../index.ts';

/** What a reader reads, and for whom. */
export interface TopicReaderParts<T> {
  readonly topics: Topics;
  readonly topic: Topic<T> | string;
  readonly from: From;
  /** Takes a message that was asked for. */
  readonly give: (message: TopicMessage<T>) => void;
  /** The topic ended it; nothing comes any more. */
  readonly ended: (error: TopicError) => void;
}

/** Reads a topic in order, one message at a time, each when it is asked for. What waits, waits in the topic. */
export class TopicReader<T> {
  /** How it began; rejects when it could not. */
  readonly started: Promise<Start>;
  readonly #parts: TopicReaderParts<T>;
  readonly #cursor: Cursor;
  #hasStarted: (start: Start) => void = () => undefined;
  #couldNotStart: (error: TopicError) => void = () => undefined;
  #isAsked = false;
  /** What is left of the batch that came last, which all who are at this place share. */
  #waiting: readonly TopicMessage<T>[] = [];
  #given = 0;
  #gap: Gap | undefined;
  #position: Position = { epoch: '', offset: 0 };

  /** @throws TopicError `topic-name`, `duplicate-topic`, `topics-closed` */
  constructor(parts: TopicReaderParts<T>) {
    this.#parts = parts;
    this.started = new Promise((resolve, reject) => {
      this.#hasStarted = resolve;
      this.#couldNotStart = reject;
    });
    // Who does not ask how it began is not to be ended by that.
    this.started.catch(() => undefined);
    this.#cursor = parts.topics.follow(parts.topic, parts.from, this.#sink());
  }

  /** The last message that was given. */
  get position(): Position {
    return this.#position;
  }

  /** Asks for the next message. Not to be called any more once it is closed or has ended. */
  pull(): void {
    this.#isAsked = true;
    if (!this.#giveNext()) this.#cursor.wake();
  }

  /** Reads no more. */
  close(): void {
    this.#cursor.close();
    this.#couldNotStart(
      new TopicError(
        'subscription-ended',
        'The subscription was ended before it had begun.',
        'Subscribe again if that was not meant.',
      ),
    );
  }

  #sink(): Sink {
    return {
      isReady: () => this.#isAsked,
      started: ({ recovered, reason, missed, epoch, offset }) => {
        this.#position = { epoch, offset };
        if (reason !== undefined) this.#gap = { reason, missed, epoch, offset };
        this.#hasStarted({ epoch, offset, recovered, ...(reason !== undefined && { reason, missed }) });
      },
      gap: (gap) => {
        this.#gap = gap;
      },
      take: (batch) => {
        this.#waiting = readBatch<T>(batch);
        this.#given = 0;
        this.#giveNext();
      },
      ended: (error) => {
        this.#couldNotStart(error);
        this.#parts.ended(error);
      },
    };
  }

  /** Gives what waits, if something does. */
  #giveNext(): boolean {
    const next = this.#waiting[this.#given];
    if (next === undefined) return false;
    this.#given++;
    this.#isAsked = false;
    this.#position = { epoch: next.epoch, offset: next.offset };
    const gap = this.#gap;
    this.#gap = undefined;
    this.#parts.give(gap === undefined ? next : { ...next, gap });
    return true;
  }
}

/** The messages of a batch, read once for all who read over RPC. */
function readBatch<T>(batch: Batch): readonly TopicMessage<T>[] {
  return batch.form('rpc', ({ topic, epoch, messages }) =>
    messages.map(({ offset, at, text }) =>
      Object.freeze({
        topic,
        epoch,
        offset,
        at,
        // What is in a topic was checked when it was published.
        message: JSON.parse(text, (_name, part: unknown) => Object.freeze(part)) as T,
      }),
    ),
  );
}

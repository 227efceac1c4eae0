import { Batch } from './batch.ts';
import type { Dispatched, Dispatcher } from './dispatcher.ts';
import type { TopicError } from './error.ts';
import type { Awaitable, LogName, LogRange, LogSlice, StoredMessage, TopicStore } from './store.ts';
import type { TopicDefinition } from './topic.ts';

/** How much of a topic goes to a subscriber at a time. */
const BATCH = { count: 64, characters: 64 * 1024 } as const;
/** How many of the newest messages are at hand for subscribers that are about up to date. */
const TAIL = { count: 256, characters: 256 * 1024 } as const;
/** How many of those that not everybody had the chance to take yet; beyond that they have to come from the store. */
const UNSERVED = { count: 10_000, characters: 16 * 1024 * 1024 } as const;
/** How many of these there may be before publishers have to wait for subscribers to have their turn. */
const AHEAD = 1000;
/** How many subscribers are served between two looks at the clock. */
const STRETCH = 16;

/** A subscriber's place in a topic; the only kind is the cursor. */
export interface Subscriber {
  readonly isBehind: boolean;
  /** Gives its sink what it can take. */
  advance(): void;
  /** Ends the subscription and tells the sink why. */
  end(error: TopicError): void;
}

/** A part of a log, with what goes to subscribers of it. */
export interface ReadBatch extends LogSlice {
  readonly batch: Batch | undefined;
}

/** What a channel is made with. */
export interface ChannelParts {
  readonly topic: string;
  readonly definition: TopicDefinition;
  readonly store: TopicStore;
  readonly dispatcher: Dispatcher;
  /** Nobody is subscribed any more. */
  readonly empty: (channel: Channel) => void;
}

/**
 * A topic that somebody is subscribed to: where its log ends, its newest messages, and the cursors of its subscribers.
 *
 * That something was published is only a hint here, which may come late, twice, or not at all: what a cursor is given
 * next is decided by its offset, and comes from the tail or from the store.
 */
export class Channel implements Dispatched {
  readonly topic: string;
  #definition: TopicDefinition;
  readonly cursors = new Set<Subscriber>();
  readonly #store: TopicStore;
  readonly #dispatcher: Dispatcher;
  readonly #empty: (channel: Channel) => void;
  readonly #unfollow: (() => void) | undefined;
  #epoch = '';
  /** The offset that the next message gets. */
  #next = 0;
  #moves = 0;
  /** The newest messages, without gaps, up to the one before `next`. */
  #tail: StoredMessage[] = [];
  #tailCharacters = 0;
  /** What is given to everybody who is at the same place. */
  readonly #batches = new Map<number, Batch>();
  readonly #reads = new Map<number, Promise<ReadBatch>>();
  /** Cursors that are to be served though nothing was published. */
  readonly #woken = new Set<Subscriber>();
  /** Those of the round that is under way. */
  #round: Iterator<Subscriber> | undefined;
  /** Whether something was published since the round began. */
  #hasNews = false;
  /** How many times since all were served. */
  #unserved = 0;

  constructor({ topic, definition, store, dispatcher, empty }: ChannelParts) {
    this.topic = topic;
    this.#definition = definition;
    this.#store = store;
    this.#dispatcher = dispatcher;
    this.#empty = empty;
    this.#unfollow = store.follow?.(topic, (message, epoch) => this.stored(message, epoch));
  }

  /** What holds for the topic. */
  get definition(): TopicDefinition {
    return this.#definition;
  }

  /** The topic was declared after somebody had subscribed to it by its name. */
  redefine(definition: TopicDefinition): void {
    this.#definition = definition;
  }

  /** Names the log that offsets are of; empty until that is known. */
  get epoch(): string {
    return this.#epoch;
  }

  /** The offset that the next message gets. */
  get next(): number {
    return this.#next;
  }

  /** Counts how often it became known that the log is another one, or goes further. */
  get moves(): number {
    return this.#moves;
  }

  /** Whether publishers are so far ahead that subscribers should have their turn. */
  get isAhead(): boolean {
    return this.#unserved > AHEAD;
  }

  /** Adds a subscriber. */
  add(cursor: Subscriber): void {
    this.cursors.add(cursor);
  }

  /** Lets a subscriber go. */
  remove(cursor: Subscriber): void {
    this.#woken.delete(cursor);
    if (!this.cursors.delete(cursor) || this.cursors.size > 0) return;
    this.#unfollow?.();
    this.#empty(this);
  }

  /** Has a subscriber served soon: it can take more, or has just come. */
  wake(cursor: Subscriber): void {
    if (!this.cursors.has(cursor)) return;
    this.#woken.add(cursor);
    this.#dispatcher.mark(this);
  }

  /** Takes note of a message that was stored. */
  stored(message: StoredMessage, epoch: string): void {
    if (epoch !== this.#epoch) {
      this.#begin(epoch, message.offset);
    } else if (message.offset < this.#next) return;
    // Something in between is not known here, perhaps not yet: the store has it.
    if (message.offset > this.#next) this.#clearTail();
    this.#tail.push(message);
    this.#tailCharacters += message.text.length;
    this.#next = message.offset + 1;
    // Not one by one: to move all the others up costs more than to keep some for a while.
    if (this.#tail.length > 2 * UNSERVED.count || this.#tailCharacters > 2 * UNSERVED.characters) {
      this.#trimTail(UNSERVED);
    }
    this.#news();
  }

  /** Has those served that are behind: what they waited for may be there by now. */
  wakeBehind(): void {
    for (const cursor of this.cursors) if (cursor.isBehind) this.wake(cursor);
  }

  /** How far the log goes, by the store. What was missed of it until now is noticed here. */
  range(): Awaitable<LogRange> {
    const range = this.#store.range(this.#log());
    return range instanceof Promise ? range.then((known) => this.#observe(known)) : this.#observe(range);
  }

  /** The messages from an offset on, if they are among the newest. */
  fromTail(offset: number): Batch | undefined {
    const known = this.#batches.get(offset);
    if (known !== undefined) return known;
    const first = this.#tail[0]?.offset ?? this.#next;
    if (offset < first || offset >= this.#next) return undefined;
    const batch = new Batch(this.topic, this.#epoch, this.#take(offset - first));
    this.#batches.set(offset, batch);
    return batch;
  }

  /** The messages from an offset on, by the store. Who asks for the same at the same time shares the answer. */
  async fromStore(offset: number): Promise<ReadBatch> {
    let read = this.#reads.get(offset);
    if (read === undefined) {
      const reading = this.#read(offset).finally(() => {
        if (this.#reads.get(offset) === reading) this.#reads.delete(offset);
      });
      this.#reads.set(offset, (read = reading));
    }
    return read;
  }

  /** @inheritdoc */
  dispatch(isOver: () => boolean): boolean {
    this.#round ??= this.#newRound();
    for (let served = 1; ; served++) {
      const next = this.#round.next();
      if (next.done === true) break;
      next.value.advance();
      if (served % STRETCH === 0 && isOver()) return false;
    }
    this.#round = undefined;
    this.#batches.clear();
    // Who is not done yet takes the rest from the tail, too.
    if (this.#hasNews || this.#woken.size > 0) return false;
    this.#unserved = 0;
    if (this.#tail.length > 2 * TAIL.count || this.#tailCharacters > 2 * TAIL.characters) this.#trimTail(TAIL);
    return true;
  }

  #log(): LogName {
    const { history, rememberedIds } = this.#definition;
    return { topic: this.topic, history, rememberedIds };
  }

  #newRound(): Iterator<Subscriber> {
    const round = this.#hasNews ? this.cursors.values() : [...this.#woken].values();
    this.#hasNews = false;
    this.#woken.clear();
    return round;
  }

  #news(): void {
    this.#moves++;
    this.#hasNews = true;
    this.#unserved++;
    this.#batches.clear();
    this.#dispatcher.mark(this);
  }

  async #read(offset: number): Promise<ReadBatch> {
    const slice = await this.#store.read(this.#log(), offset, BATCH);
    const { epoch, messages } = slice;
    this.#observe(slice);
    // Whoever comes next is likely to want the newest, too.
    const isNewest = epoch === this.#epoch && messages.at(-1)?.offset === this.#next - 1;
    if (isNewest && this.#tail.length === 0) this.#setTail([...messages]);
    return { ...slice, batch: messages.length === 0 ? undefined : new Batch(this.topic, epoch, messages) };
  }

  #observe<R extends LogRange>(range: R): R {
    const { epoch, next } = range;
    if (epoch !== this.#epoch) this.#begin(epoch, next);
    else if (next <= this.#next) return range;
    this.#clearTail();
    this.#next = next;
    this.#news();
    return range;
  }

  /** The log is another one from here on. */
  #begin(epoch: string, next: number): void {
    this.#epoch = epoch;
    this.#next = next;
    this.#clearTail();
    // What is being read is of the log that was left.
    this.#reads.clear();
  }

  #clearTail(): void {
    this.#setTail([]);
    this.#batches.clear();
  }

  #setTail(messages: StoredMessage[]): void {
    this.#tail = messages;
    this.#tailCharacters = messages.reduce((sum, { text }) => sum + text.length, 0);
  }

  #trimTail({ count, characters }: { readonly count: number; readonly characters: number }): void {
    let drop = 0;
    let left = this.#tailCharacters;
    while (this.#tail.length - drop > count || left > characters) left -= this.#tail[drop++]?.text.length ?? 0;
    if (drop > 0) this.#setTail(this.#tail.slice(drop));
  }

  #take(from: number): readonly StoredMessage[] {
    let characters = 0;
    let to = from;
    while (to < this.#tail.length && to - from < BATCH.count) {
      characters += this.#tail[to]?.text.length ?? 0;
      if (characters > BATCH.characters && to > from) break;
      to++;
    }
    return this.#tail.slice(from, to);
  }
}

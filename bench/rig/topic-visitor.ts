import { randomBytes } from 'node:crypto';
import { RawSocket, type RawHandler } from './raw-socket.ts';
import { addressOf, type TopicRole, type Visitor, type VisitorContext } from './visitor.ts';

/** What the server lets be under way. */
interface Window {
  readonly windowMessages: number;
  readonly windowBytes: number;
}

/** The official client counts characters, each of which may be so many bytes. */
const BYTES = 3;
const MOST_COUNTS = 10_000;

/**
 * A topic client without the application behind it: speaks as `nopal/client` does, takes everything at once, and checks
 * that nothing is missing or comes twice.
 */
export class TopicVisitor implements Visitor, RawHandler {
  readonly owes = false;
  readonly #context: VisitorContext;
  /** Its place among the visitors of the load process. */
  readonly number: number;
  readonly #role: TopicRole;
  readonly #topic: string;
  /** Named as the official client does: who comes back is the same guest. */
  readonly #session = randomBytes(18).toString('base64url');
  #socket: RawSocket | undefined;
  #opening: { resolve(): void; reject(error: Error): void } | undefined;
  /** Answers that are missing until it is served. */
  #missing = 0;
  #window: Window = { windowMessages: 0, windowBytes: 0 };
  #epoch: string | undefined;
  #offset = 0;
  #taken = 0;
  #untold = 0;
  #untoldBytes = 0;
  /** Messages that came, over all connections. */
  received = 0;
  /** How many users are there, as it was told last. */
  present = 0;

  constructor(context: VisitorContext, number: number) {
    this.#context = context;
    this.number = number;
    this.#role = context.role ?? { topics: 1, last: 0, isPresent: false };
    this.#topic = `room:${number % this.#role.topics}`;
  }

  /** Connects; after `cut` it goes on after the last message that it got. */
  open(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#opening = { resolve, reject };
      const { port, path } = this.#context;
      this.#socket = new RawSocket({ port, path, from: addressOf(this.number) }, this);
    });
  }

  settle(): void {
    // What it took it says early enough by itself.
  }

  cut(): void {
    this.#socket?.cut();
  }

  pause(): void {
    this.#socket?.pause();
  }

  resume(): void {
    this.#socket?.resume();
  }

  opened(): void {
    this.#say(['hello', 1, this.#session]);
  }

  message(bytes: Buffer, start: number, end: number): void {
    // What comes most is told apart by its third character, without being parsed.
    const kind = bytes[start + 2];
    if (kind === LETTER_M) this.#messages(bytes, start, end);
    else if (kind === LETTER_P && bytes[start + 3] === LETTER_R) this.#presence(bytes, start, end);
    else this.#told(JSON.parse(bytes.toString('utf8', start, end)) as readonly unknown[]);
  }

  closed(why: string): void {
    if (this.#opening === undefined) this.#context.meter.lost(this.number, why);
    else this.#opening.reject(new Error(why));
    this.#opening = undefined;
  }

  #messages(bytes: Buffer, start: number, end: number): void {
    const first = numberAt(bytes, start + `["messages","${this.#topic}",`.length);
    const count = countOf(bytes, start, end, first);
    if (first !== this.#offset + 1) return this.closed(`${first} came after ${this.#offset}`);
    this.#offset += count;
    this.received += count;
    // The bytes are counted once.
    for (let n = 0; n < count; n++) this.#context.meter.update(this.number, bytes, start, n === 0 ? end : start);
    this.#take(count, end - start);
  }

  #presence(bytes: Buffer, start: number, end: number): void {
    this.present = numberAt(bytes, start + `["presence","${this.#topic}",{"count":`.length);
    this.#context.meter.presence(this.number, end - start);
  }

  #told([type, ...rest]: readonly unknown[]): void {
    switch (type) {
      case 'welcome':
        this.#window = rest[1] as Window;
        return this.#begin();
      case 'subscribed':
        // Who named a position, and has a hole all the same, has more in its answer.
        if (rest.length > 3) return this.closed(`not resumed: ${rest.join(' ')}`);
        [, this.#epoch, this.#offset] = rest as [number, string, number];
        return this.#answered();
      case 'done':
        return this.#answered();
      case 'beat':
        return this.#say(['beat']);
      case 'position':
        return;
      default:
        this.closed(`told ${JSON.stringify([type, ...rest])}`);
    }
  }

  #begin(): void {
    const { last, isPresent } = this.#role;
    const from = this.#epoch === undefined ? { last } : { epoch: this.#epoch, offset: this.#offset };
    this.#taken = this.#untold = this.#untoldBytes = 0;
    this.#missing = isPresent ? 3 : 1;
    this.#say(['subscribe', 1, this.#topic, from]);
    if (!isPresent) return;
    this.#say(['join', 2, this.#topic]);
    this.#say(['watch', 3, this.#topic]);
  }

  #answered(): void {
    if (--this.#missing > 0) return;
    this.#opening?.resolve();
    this.#opening = undefined;
  }

  #take(count: number, bytes: number): void {
    const { windowMessages, windowBytes } = this.#window;
    this.#taken += count;
    this.#untold += count;
    this.#untoldBytes += bytes * BYTES;
    if (this.#untold * 2 < windowMessages && this.#untoldBytes * 2 < windowBytes) return;
    this.#untold = this.#untoldBytes = 0;
    this.#say(['taken', this.#topic, this.#taken]);
  }

  #say(message: readonly unknown[]): void {
    this.#context.meter.said();
    this.#socket?.send(JSON.stringify(message));
  }
}

const LETTER_M = 0x6d;
const LETTER_P = 0x70;
const LETTER_R = 0x72;
const DIGIT_0 = 0x30;

/** How many messages a frame has, by where it begins and how long it is: the messages are equally long in all topics. */
const counts = new Map<string, number>();

function countOf(bytes: Buffer, start: number, end: number, first: number): number {
  const key = `${first} ${end - start}`;
  let count = counts.get(key);
  if (count === undefined) {
    if (counts.size >= MOST_COUNTS) counts.clear();
    count = (JSON.parse(bytes.toString('utf8', start, end)) as [string, string, number, unknown[]])[3].length;
    counts.set(key, count);
  }
  return count;
}

function numberAt(bytes: Buffer, at: number): number {
  let number = 0;
  for (let digit = (bytes[at] ?? 0) - DIGIT_0; digit >= 0 && digit <= 9; digit = (bytes[++at] ?? 0) - DIGIT_0) {
    number = number * 10 + digit;
  }
  return number;
}

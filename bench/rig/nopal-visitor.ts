import { Agent, get } from 'node:http';
import { RawSocket, type RawHandler } from './raw-socket.ts';
import { insideOf, pageChecksum } from './page-checksum.ts';
import { addressOf, type Visitor, type VisitorContext } from './visitor.ts';

/** As the browser's script acknowledges. */
const ACK_LENGTH = 8192;
const ACK_MS = 4000;

const agent = new Agent({ keepAlive: true, maxSockets: 16 });

interface Claim {
  readonly token: string;
  readonly socket: string;
  readonly checksum: number;
}

/** How a visitor's hello was answered. */
export interface Answered {
  /** 0: a fresh viewer, 1: the one that it was, 2: the page that was served. */
  readonly resumed: number;
}

/** A browser with a page of nopal, without the DOM. */
export class NopalVisitor implements Visitor, RawHandler {
  readonly #context: VisitorContext;
  readonly #number: number;
  #claim: Claim | undefined;
  #socket: RawSocket | undefined;
  #viewer: readonly [id: string, secret: string] | undefined;
  #frames = 0;
  #acknowledged = 0;
  /** What came since the last acknowledgement. */
  #length = 0;
  #ackTimer: NodeJS.Timeout | undefined;
  #answered: { resolve(answer: Answered): void; reject(error: Error): void } | undefined;
  /** Whole trees that came. */
  trees = 0;
  #events = 0;
  #eventDone: ((outcome: string) => void) | undefined;

  constructor(context: VisitorContext, number: number) {
    this.#context = context;
    this.#number = number;
  }

  /** The id of the viewer, which the ids of its components have in them. */
  get viewerId(): string | undefined {
    return this.#viewer?.[0];
  }

  get owes(): boolean {
    return this.#ackTimer !== undefined;
  }

  /** Loads the page, without connecting. */
  async load(): Promise<void> {
    // Who has to be told apart by the server is so by number.
    const path = this.#context.path.replace('{number}', String(this.#number));
    this.#claim = await fetchPage(this.#context.port, path);
  }

  async open(): Promise<void> {
    if (this.#claim === undefined) await this.load();
    const { resumed } = await this.#connect();
    if (resumed !== 2) throw new Error(`The server knows another page than it served (${resumed}).`);
  }

  /** Connects again after `cut`, as the viewer that it was. */
  comeBack(): Promise<Answered> {
    return this.#connect();
  }

  /** Clicks on the element at a path, and resolves to the outcome. */
  click(path: readonly number[]): Promise<string> {
    this.#say(['event', ++this.#events, this.#frames, path, 'click', {}]);
    this.#caughtUp();
    return new Promise((resolve) => {
      this.#eventDone = resolve;
    });
  }

  settle(): void {
    this.#acknowledge();
  }

  cut(): void {
    clearTimeout(this.#ackTimer);
    this.#ackTimer = undefined;
    this.#socket?.cut();
    this.#socket = undefined;
    this.#eventDone?.('cut');
    this.#eventDone = undefined;
  }

  pause(): void {
    this.#socket?.pause();
  }

  resume(): void {
    this.#socket?.resume();
  }

  opened(): void {
    const { token, checksum } = this.#claim as Claim;
    const resume = this.#viewer === undefined ? null : [...this.#viewer, this.#frames];
    this.#say(['hello', 1, token, checksum, resume, 0]);
  }

  message(bytes: Buffer, start: number, end: number): void {
    this.#length += end - start;
    if (bytes[start] === OPEN_BRACKET) {
      this.#context.meter.update(this.#number, bytes, start, end);
      this.#count();
      return;
    }
    // A beat asks whether this viewer is there.
    if (end - start === BEAT_LENGTH) {
      this.#count();
      this.#acknowledge();
      return;
    }
    // The third byte tells the first member of the object.
    switch (bytes[start + 2]) {
      case LETTER_V:
        this.#connected(bytes.toString('utf8', start, end));
        break;
      case LETTER_T:
        this.trees++;
        this.#context.meter.update(this.#number, bytes, start, end);
        this.#count();
        break;
      case LETTER_E:
        this.#count();
        this.#eventEnded(bytes.toString('utf8', start, end));
        break;
      default:
        this.closed(`told ${bytes.toString('utf8', start, end)}`);
    }
  }

  closed(why: string): void {
    clearTimeout(this.#ackTimer);
    this.#ackTimer = undefined;
    this.#socket = undefined;
    this.#eventDone?.('cut');
    this.#eventDone = undefined;
    if (this.#answered === undefined) this.#context.meter.lost(this.#number, why);
    else this.#answered.reject(new Error(why));
    this.#answered = undefined;
  }

  #connect(): Promise<Answered> {
    return new Promise((resolve, reject) => {
      this.#answered = { resolve, reject };
      const { port } = this.#context;
      this.#socket = new RawSocket({ port, path: (this.#claim as Claim).socket, from: addressOf(this.#number) }, this);
    });
  }

  #connected(text: string): void {
    const { viewer } = JSON.parse(text) as { readonly viewer: [string, string, number] };
    const [id, secret, resumed] = viewer;
    this.#viewer = [id, secret];
    if (resumed !== 1) this.#frames = 0;
    this.#acknowledged = this.#frames;
    this.#answered?.resolve({ resumed });
    this.#answered = undefined;
  }

  #eventEnded(text: string): void {
    const { event } = JSON.parse(text) as { readonly event?: [number, string, string?] };
    if (event?.[0] !== this.#events) return;
    this.#eventDone?.(event.slice(1).join(' '));
    this.#eventDone = undefined;
  }

  #count(): void {
    this.#frames++;
    if (this.#length > ACK_LENGTH) this.#acknowledge();
    else this.#ackTimer ??= setTimeout(() => this.#acknowledge(), ACK_MS * (1 + Math.random()));
  }

  #acknowledge(): void {
    if (this.#frames > this.#acknowledged) this.#say(['ack', this.#frames]);
    this.#caughtUp();
  }

  #caughtUp(): void {
    clearTimeout(this.#ackTimer);
    this.#ackTimer = undefined;
    this.#acknowledged = this.#frames;
    this.#length = 0;
  }

  #say(message: readonly unknown[]): void {
    this.#context.meter.said();
    this.#socket?.send(JSON.stringify(message));
  }
}

/** It says `{}`. */
const BEAT_LENGTH = 2;
const OPEN_BRACKET = 0x5b;
const LETTER_V = 0x76;
const LETTER_T = 0x74;
const LETTER_E = 0x65;

/** Of the page that was served last: most visitors get the same one. */
let last: { readonly inside: string; readonly checksum: number } | undefined;

async function fetchPage(port: number, path: string): Promise<Claim> {
  const html = await load(port, path);
  const token = /data-token="([^"]*)"/.exec(html)?.[1];
  const socket = /data-socket="([^"]*)"/.exec(html)?.[1];
  if (token === undefined || socket === undefined) throw new Error(`${path} is no page: ${html.slice(0, 200)}`);
  const inside = insideOf(html);
  if (last?.inside !== inside) last = { inside, checksum: pageChecksum(inside) };
  return { token, socket, checksum: last.checksum };
}

function load(port: number, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ port, path, host: '127.0.0.1', agent }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.once('end', () => resolve(text));
      response.once('error', reject);
    }).once('error', reject);
  });
}

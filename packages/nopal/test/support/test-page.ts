import type { WebSocket } from 'ws';
import { checksum, ownChildren, record } from '../../src/client/nodes.ts';
import { Page } from '../../src/client/page.ts';
import type { HeadChange, ServerMessage } from '../../src/protocol/frames.ts';
import type { Patch } from '../../src/protocol/patch.ts';
import type { TransportName } from '../../src/protocol/transports.ts';
import { PROTOCOL_VERSION } from '../../src/protocol/version.ts';
import type { WireNode } from '../../src/protocol/wire.ts';
import type { RunningApp } from './app.ts';
import { rootOf } from './dom.ts';
import { until } from './until.ts';
import { openWire, type Wire, type WireOptions } from './wire.ts';

/** How a page connects. */
export interface ConnectOptions extends WireOptions {
  readonly version?: number;
  readonly token?: string;
  readonly checksum?: number;
  /** Id, secret and frames of a resume; the page's own when left out and it was connected before. */
  readonly resume?: readonly [id: string, secret: string, frames: number] | null;
  /** Least milliseconds between two changes. */
  readonly pace?: number;
}

/** The answer to an event. */
export type EventAnswer = NonNullable<ServerMessage['event']>;

/** A browser page in a test: fetches, claims and applies as the script does, over real sockets of any transport. */
export class TestPage {
  readonly transport: TransportName;
  readonly response: Response;
  readonly html: string;
  readonly token: string;
  readonly root: HTMLElement;
  /** Everything that came, oldest first. */
  readonly received: string[] = [];
  readonly answers: EventAnswer[] = [];
  /** Patches and trees among it. */
  frames: string[] = [];
  /** What was told of what is around the page, oldest first. */
  readonly heads: HeadChange[] = [];
  /** Frames that only ask whether the page is still there. */
  beats = 0;
  /** Within how many milliseconds the server wants the page back. */
  again: number | undefined;
  /** How many frames were applied, as the protocol counts them. */
  applied = 0;
  /** Acknowledge each frame at once. */
  acknowledges = true;
  viewer: ServerMessage['viewer'];
  isGone = false;
  closedWith: number | undefined;
  readonly #app: RunningApp;
  readonly #page: Page;
  #events = 0;
  /** Id and secret, by which it comes back; also when the last attempt brought nothing. */
  #known: readonly [id: string, secret: string] | undefined;
  /** Events without an answer, as they were said. */
  readonly #unanswered = new Map<number, unknown>();
  #wire: Wire | undefined;
  /** Stands for the newest connection: what older ones still bring counts no more. */
  #dialed: symbol | undefined;

  private constructor(app: RunningApp, transport: TransportName, response: Response, html: string) {
    this.#app = app;
    this.transport = transport;
    this.response = response;
    this.html = html;
    this.token = /data-token="([^"]*)"/.exec(html)?.[1] ?? '';
    this.root = rootOf(/<div id="nopal">(.*)<\/div><template/s.exec(html)?.[1] ?? '');
    record(this.root);
    this.#page = new Page(this.root);
  }

  /** Fetches a page. */
  static async fetch(app: RunningApp, path = '/', transport: TransportName = 'websocket'): Promise<TestPage> {
    const response = await fetch(app.url + path);
    return new TestPage(app, transport, response, await response.text());
  }

  /** Fetches a page and connects it. */
  static async open(app: RunningApp, path = '/', transport?: TransportName): Promise<TestPage> {
    const page = await TestPage.fetch(app, path, transport);
    await page.connect();
    return page;
  }

  /** The WebSocket by which it is connected, if it is one. */
  get socket(): WebSocket | undefined {
    return this.#wire?.webSocket;
  }

  /** Opens a connection without a word; over polls, there is none before the first word. */
  async dial(options: WireOptions = {}): Promise<void> {
    this.#wire = undefined;
    this.closedWith = undefined;
    const dialed = Symbol('connection');
    this.#dialed = dialed;
    this.#wire = await openWire(this.transport, this.#app.url, options, {
      heard: (text) => {
        if (this.#dialed === dialed) this.#receive(text);
      },
      closed: (code) => {
        if (this.#dialed === dialed) this.closedWith = code;
      },
    });
  }

  /** Connects, or comes back, and waits for the first answer. */
  async connect(options: ConnectOptions = {}): Promise<void> {
    const { version = PROTOCOL_VERSION, token = this.token, resume, pace = 0, checksum: sum, ...rest } = options;
    const own = this.#known && [...this.#known, this.applied];
    await this.dial(rest);
    this.viewer = undefined;
    this.isGone = false;
    const from = resume === undefined ? own : (resume ?? undefined);
    this.say(['hello', version, token, sum ?? checksum(this.root), from, pace]);
    await until(() => this.viewer !== undefined || this.isGone || this.closedWith !== undefined);
  }

  /** Sends a message of the protocol, or of no protocol. */
  say(message: unknown): void {
    this.#wire?.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  acknowledge(): void {
    this.say(['ack', this.applied]);
  }

  /** Cuts the connection, without goodbye. */
  async cut(): Promise<void> {
    await this.#wire?.cut();
  }

  /** The text of the page, or of an element in it. */
  text(selector?: string): string | null {
    return selector === undefined ? this.root.textContent : (this.root.querySelector(selector)?.textContent ?? null);
  }

  /** Waits until the page, or an element in it, has this text. */
  async shows(text: string, selector?: string): Promise<void> {
    await until(() => this.text(selector) === text);
  }

  /** Raises an event on an element and returns its number. */
  raise(selector: string, type = 'click', detail: object = {}): number {
    const element = this.root.querySelector(selector);
    if (element === null) throw new Error(`nothing on the page is ${selector}`);
    return this.raiseAt(this.pathOf(element), type, detail);
  }

  raiseAt(path: readonly number[], type = 'click', detail: object = {}, frames = this.applied): number {
    const number = ++this.#events;
    const message = ['event', number, frames, path, type, detail];
    this.#unanswered.set(number, message);
    this.say(message);
    return number;
  }

  /** Asks for another page, as by a link, and returns the number of that. */
  go(url: string): number {
    const number = ++this.#events;
    const message = ['go', number, this.applied, url];
    this.#unanswered.set(number, message);
    this.say(message);
    return number;
  }

  /** Asks for another page and waits for the answer. */
  async visit(url: string): Promise<EventAnswer> {
    return this.answer(this.go(url));
  }

  /** What is around the page by now: everything that was told, the newest of each. */
  get head(): HeadChange {
    return Object.assign({}, ...this.heads) as HeadChange;
  }

  /** How many events have no answer. */
  get unanswered(): number {
    return this.#unanswered.size;
  }

  /** Says all events again that have no answer, as the script does when it is back. */
  sayAgain(): void {
    for (const message of this.#unanswered.values()) this.say(message);
  }

  /** Raises an event and waits for its answer. */
  async click(selector: string): Promise<EventAnswer> {
    return this.answer(this.raise(selector));
  }

  /** Waits for the answer to an event. */
  async answer(number: number): Promise<EventAnswer> {
    await until(() => this.answers.some(([each]) => each === number));
    return this.answers.find(([each]) => each === number) as EventAnswer;
  }

  pathOf(element: Element): number[] {
    const path: number[] = [];
    for (let node: Node = element; node !== this.root; node = node.parentNode as Node) {
      path.unshift(ownChildren(node.parentNode as Node).indexOf(node as ChildNode));
    }
    return path;
  }

  #receive(text: string): void {
    this.received.push(text);
    const frame = JSON.parse(text) as Patch | ServerMessage;
    if (Array.isArray(frame)) return this.#apply(text, () => this.#page.patch(frame as Patch));
    const { viewer, gone, again, tree, event, head, patch } = frame as ServerMessage;
    if (viewer !== undefined) {
      this.viewer = viewer;
      this.#known = [viewer[0], viewer[1]];
      if (viewer[2] === 0) this.applied = 0;
    }
    if (gone !== undefined) {
      this.isGone = true;
      this.#known = undefined;
    }
    if (again !== undefined) this.again = again;
    if (viewer !== undefined || gone !== undefined || again !== undefined) return;
    if (head !== undefined) this.heads.push(head);
    if (patch !== undefined) return this.#apply(text, () => this.#page.patch(patch as Patch));
    if (tree !== undefined) return this.#apply(text, () => this.#page.morph(tree as readonly WireNode[]));
    if (event === undefined) {
      if (head === undefined) this.beats++;
    } else {
      this.answers.push(event);
      this.#unanswered.delete(event[0]);
    }
    this.#count();
  }

  #apply(text: string, change: () => void): void {
    change();
    this.frames.push(text);
    this.#count();
  }

  #count(): void {
    this.applied++;
    if (this.acknowledges) this.acknowledge();
  }
}

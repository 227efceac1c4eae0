/** Browsers, a network and a clock in one process: what is under way, and when it arrives, is up to the test. */
import { onTestFinished, vi } from 'vitest';
import { record } from '../../src/client/nodes.ts';
import { Page } from '../../src/client/page.ts';
import { Conversation, type ConversationParts } from '../../src/live/conversation.ts';
import { EventRunner } from '../../src/live/event-runner.ts';
import { titleOf } from '../../src/live/head-lane.ts';
import { Heartbeat } from '../../src/live/heartbeat.ts';
import { addressOf } from '../../src/live/page.ts';
import type { Viewer } from '../../src/live/viewer.ts';
import type { CloseReason, Connection } from '../../src/protocol/connection.ts';
import type { Frame, HeadChange, ServerMessage } from '../../src/protocol/frames.ts';
import type { Limits } from '../../src/protocol/limits.ts';
import type { Patch } from '../../src/protocol/patch.ts';
import { PROTOCOL_VERSION } from '../../src/protocol/version.ts';
import type { WireNode } from '../../src/protocol/wire.ts';
import { checksum } from '../../src/ui/checksum.ts';
import type { AnyComponent } from '../../src/ui/component.ts';
import { toHtml } from '../../src/ui/html.ts';
import { picture } from './browser-dom.ts';
import { rootOf } from './dom.ts';
import { LiveBench, NOWHERE_TO_GO, silent } from './live.ts';

/** The server's live part on a clock that stands still until the test moves it. */
export class Simulation extends LiveBench {
  readonly parts: ConversationParts;

  constructor(limits: Partial<Limits> = {}) {
    if (!vi.isFakeTimers()) {
      vi.useFakeTimers();
      onTestFinished(() => {
        // What was to be swept when somebody left is swept on this clock.
        vi.advanceTimersByTime(100_000);
        vi.useRealTimers();
      });
    }
    super(limits);
    const { live } = this;
    this.parts = {
      live,
      events: new EventRunner(live, NOWHERE_TO_GO, silent),
      heartbeat: new Heartbeat(),
      destinations: NOWHERE_TO_GO,
      log: silent,
    };
  }

  /** A page that was served and waits for its browser to connect. */
  browse(component: AnyComponent, props: Readonly<Record<string, unknown>> = {}): SimulatedBrowser {
    return this.served(this.open(component, props));
  }

  /** A browser that was served the page of a viewer. */
  served(viewer: Viewer): SimulatedBrowser {
    return new SimulatedBrowser(this, viewer);
  }

  /** A page whose browser is connected, and was brought up to date. */
  visit(component: AnyComponent, pace = 0): SimulatedBrowser {
    const browser = this.browse(component);
    browser.connect({ pace });
    browser.arrive();
    return browser;
  }

  /** Lets time pass. */
  pass(ms: number): void {
    vi.advanceTimersByTime(ms);
  }

  /** Lets time pass, promises that are kept meanwhile included. */
  async passAsync(ms: number): Promise<void> {
    await vi.advanceTimersByTimeAsync(ms);
  }
}

/** A browser page that hears and speaks only when the test says so. */
export class SimulatedBrowser {
  readonly viewer: Viewer;
  readonly root: HTMLElement;
  /** Frames on their way to the browser, oldest first. */
  coming: Frame[] = [];
  /** Patches and trees that arrived. */
  readonly frames: string[] = [];
  readonly answers: NonNullable<ServerMessage['event']>[] = [];
  /** What is around the page: as it was served, and then as it was told. */
  readonly head: HeadChange;
  beats = 0;
  applied = 0;
  /** Whether the transport could send at once. */
  ready = true;
  closedWith: CloseReason | undefined;
  readonly #simulation: Simulation;
  readonly #page: Page;
  readonly #checksum: number;
  readonly #token: string;
  #conversation: Conversation | undefined;
  #known: ServerMessage['viewer'];

  constructor(simulation: Simulation, viewer: Viewer) {
    this.#simulation = simulation;
    this.viewer = viewer;
    const { head, route } = viewer.source;
    this.head = { title: titleOf(viewer), meta: head.meta, url: addressOf(route) };
    this.root = rootOf(toHtml(viewer.root.nodes));
    record(this.root);
    this.#page = new Page(this.root);
    this.#checksum = checksum(viewer.root.nodes);
    const { shared, own } = simulation.live.tokenOf(viewer);
    this.#token = shared + own;
  }

  /** What the server closed and the network did not end yet goes on; `cut` ends it. */
  connect({ pace = 0, sum = this.#checksum }: { pace?: number; sum?: number } = {}): Conversation {
    const isReady = (): boolean => this.ready;
    const coming: Frame[] = [];
    const connection: Connection = {
      transport: 'websocket',
      visitor: { headers: {}, socket: {} },
      get ready() {
        return isReady();
      },
      send: (frame) => void coming.push(frame),
      close: (reason) => {
        if (this.coming === coming) this.closedWith = reason;
      },
    };
    this.coming = coming;
    this.closedWith = undefined;
    const conversation = (this.#conversation = new Conversation(connection, this.#simulation.parts));
    const resume = this.#known && [this.#known[0], this.#known[1], this.applied];
    this.say(['hello', PROTOCOL_VERSION, this.#token, sum, resume, pace]);
    return conversation;
  }

  /** The network ends the connection; what was under way is lost. */
  cut(): void {
    this.coming = [];
    this.#conversation?.closed();
    this.#conversation = undefined;
  }

  get isConnected(): boolean {
    return this.#conversation !== undefined;
  }

  /** The conversation on the server's side. */
  get conversation(): Conversation {
    if (this.#conversation === undefined) throw new Error('not connected');
    return this.#conversation;
  }

  /** Lets frames arrive; returns how many did. */
  arrive(count = Infinity): number {
    const arriving = this.coming.splice(0, count);
    for (const frame of arriving) this.#receive(frame.text);
    return arriving.length;
  }

  acknowledge(): void {
    this.say(['ack', this.applied]);
  }

  /** Everything that is under way arrives and is acknowledged. */
  catchUp(): void {
    this.arrive();
    this.acknowledge();
  }

  /** Says something, which arrives at once. */
  say(message: unknown): void {
    this.conversation.message(JSON.stringify(message));
  }

  text(selector?: string): string | null {
    return selector === undefined ? this.root.textContent : (this.root.querySelector(selector)?.textContent ?? null);
  }

  /** What the page is, in a form that can be compared; and what it should be. */
  get shows(): unknown {
    return picture(this.root);
  }

  get shouldShow(): unknown {
    return picture(rootOf(toHtml(this.viewer.root.nodes)));
  }

  #receive(text: string): void {
    const frame = JSON.parse(text) as Patch | ServerMessage;
    if (Array.isArray(frame)) {
      this.#page.patch(frame as Patch);
      this.frames.push(text);
      this.applied++;
      return;
    }
    const { viewer, tree, event, head, patch } = frame as ServerMessage;
    if (viewer !== undefined) {
      this.#known = viewer;
      if (viewer[2] !== 1) this.applied = 0;
      return;
    }
    if (head !== undefined) Object.assign(this.head, head);
    if (patch !== undefined) {
      this.#page.patch(patch as Patch);
      this.frames.push(text);
    } else if (tree !== undefined) {
      this.#page.morph(tree as readonly WireNode[]);
      this.frames.push(text);
    } else if (event !== undefined) this.answers.push(event);
    else if (head === undefined) this.beats++;
    this.applied++;
  }
}

/** The script's own connection, on a network that the test plays: both ends are the real ones. */
import { onTestFinished, vi } from 'vitest';
import { Link } from '../../src/client/link.ts';
import { Page } from '../../src/client/page.ts';
import { record } from '../../src/client/nodes.ts';
import type { Socket } from '../../src/client/socket.ts';
import { Conversation } from '../../src/live/conversation.ts';
import type { Viewer } from '../../src/live/viewer.ts';
import { CLOSE_CODES, type CloseReason, type Connection } from '../../src/protocol/connection.ts';
import { checksum } from '../../src/ui/checksum.ts';
import type { AnyComponent } from '../../src/ui/component.ts';
import { toHtml } from '../../src/ui/html.ts';
import { rootOf } from './dom.ts';
import type { Simulation } from './simulated.ts';

/** How an event ended, as the page is told. */
export interface Outcome {
  readonly number: number;
  readonly outcome: string;
  readonly reason?: string;
}

/** One WebSocket: what is on its way waits for the test to let it arrive. */
class NetworkSocket implements Socket {
  onopen: Socket['onopen'] = null;
  onmessage: Socket['onmessage'] = null;
  onclose: Socket['onclose'] = null;
  readonly toServer: string[] = [];
  readonly toBrowser: string[] = [];
  isOver = false;
  #conversation: Conversation | undefined;
  #closing: CloseReason | undefined;

  constructor(url: string) {
    networks.get(url)?.push(this);
  }

  open(simulation: Simulation): void {
    if (this.#conversation !== undefined || this.isOver) return;
    const connection: Connection = {
      transport: 'websocket',
      visitor: { headers: {}, socket: {} },
      ready: true,
      send: (frame) => void this.toBrowser.push(frame.text),
      close: (reason) => void (this.#closing ??= reason),
    };
    this.#conversation = new Conversation(connection, simulation.parts);
    this.onopen?.();
  }

  send(text: string): void {
    this.toServer.push(text);
  }

  close(): void {
    this.end(1005);
  }

  arriveAtServer(count = Infinity): void {
    for (const text of this.toServer.splice(0, count)) if (!this.isOver) this.#conversation?.message(text);
  }

  arriveAtBrowser(count = Infinity): void {
    for (const data of this.toBrowser.splice(0, count)) if (!this.isOver) this.onmessage?.({ data });
    if (this.#closing !== undefined && this.toBrowser.length === 0) this.end(CLOSE_CODES[this.#closing]);
  }

  /** Ends it on both sides; what was under way is lost. */
  end(code = 1006): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#conversation?.closed();
    this.onclose?.({ code });
  }
}

/** The sockets of each page, by the address that it opens: a page that is over may still try to come back. */
const networks = new Map<string, NetworkSocket[]>();

/** A page with the script that it loads. */
export class SimulatedLink {
  readonly viewer: Viewer;
  readonly root: HTMLElement;
  readonly link: Link;
  readonly outcomes: Outcome[] = [];
  readonly #simulation: Simulation;
  readonly #sockets: NetworkSocket[] = [];

  constructor(simulation: Simulation, component: AnyComponent) {
    this.#simulation = simulation;
    this.viewer = simulation.open(component);
    this.root = rootOf(toHtml(this.viewer.root.nodes));
    record(this.root);
    this.root.addEventListener('nopal:event', ({ detail }: CustomEventInit<Outcome>) => {
      if (detail !== undefined) this.outcomes.push(detail);
    });
    const { shared, own } = simulation.live.tokenOf(this.viewer);
    const name = `page-${networks.size}`;
    networks.set(`ws://${name}`, this.#sockets);
    this.link = new Link({
      page: new Page(this.root),
      claim: { token: shared + own, checksum: checksum(this.viewer.root.nodes) },
      endpoint: { url: `http://${name}`, pace: 0 },
      transports: ['websocket'],
      maxBytes: 65_536,
      script: '',
    });
  }

  /** The connection that was opened last. */
  get socket(): NetworkSocket | undefined {
    return this.#sockets.at(-1);
  }

  /** Connects for the first time; what happens to a page before it knows its viewer is another matter. */
  async connect(): Promise<void> {
    void this.link.connect();
    while (this.viewer.connection === null || this.socket?.toBrowser.length !== 0) await this.run(50);
  }

  /** Lets everything arrive, and time pass, as on a good network. */
  async run(ms: number, step = 50): Promise<void> {
    for (let passed = 0; passed < ms; passed += step) {
      // The script looks at a connection only after it has it.
      await this.#simulation.passAsync(step);
      this.socket?.open(this.#simulation);
      this.socket?.arriveAtServer();
      this.socket?.arriveAtBrowser();
    }
  }
}

/** What the script asks of a browser, besides its document. */
export function stubBrowser(): void {
  vi.stubGlobal('WebSocket', NetworkSocket);
  vi.stubGlobal('addEventListener', () => undefined);
  vi.stubGlobal('CustomEvent', document.defaultView?.CustomEvent);
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  for (const level of ['info', 'warn'] as const) vi.spyOn(console, level).mockReturnValue();
  onTestFinished(() => {
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });
}

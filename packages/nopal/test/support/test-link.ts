import { afterEach, beforeEach, vi } from 'vitest';
import { Link, type LinkOptions } from '../../src/client/link.ts';
import { record } from '../../src/client/nodes.ts';
import { Page } from '../../src/client/page.ts';

/** The answer to a hello: a viewer's page was handed over, or goes on. */
export const viewer = { viewer: ['id', 'secret', 2] };
export const resumed = { viewer: ['id', 'secret', 1] };
/** Another viewer than before; a tree follows. */
export const fresh = { viewer: ['other', 'secret', 0] };

/** The browser's end of a connection, played by the test. */
export class FakeSocket {
  static opened: FakeSocket[] = [];
  readonly sent: string[] = [];
  closed = false;
  onopen = (): void => undefined;
  onmessage = (_: { data: string }): void => undefined;
  onclose = (_: { code: number }): void => undefined;

  constructor() {
    FakeSocket.opened.push(this);
  }

  /** What was sent, read. */
  get said(): unknown[][] {
    return this.sent.map((text) => JSON.parse(text) as unknown[]);
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.ends(1005);
  }

  /** The connection is over. */
  ends(code: number): void {
    this.closed = true;
    this.onclose({ code });
  }

  /** What the server says, one frame each. */
  hears(...frames: unknown[]): void {
    for (const frame of frames) this.onmessage({ data: JSON.stringify(frame) });
  }
}

/** Gives each test of a file a browser whose time and chance are the test's: waits are as long as they may be. */
export function useFakeBrowser(): void {
  beforeEach(() => {
    FakeSocket.opened = [];
    vi.useFakeTimers();
    vi.stubGlobal('WebSocket', FakeSocket);
    vi.spyOn(Math, 'random').mockReturnValue(1);
    for (const level of ['info', 'warn', 'error'] as const) vi.spyOn(console, level).mockReturnValue();
    // A link listens as long as its page lives; the page of a test is over with it.
    const listen = window.addEventListener.bind(window);
    vi.spyOn(window, 'addEventListener').mockImplementation((type, listener) => {
      listen(type, listener);
      listeners.push([type, listener]);
    });
  });
  const listeners: Parameters<typeof window.removeEventListener>[] = [];
  afterEach(() => {
    for (const each of listeners.splice(0)) window.removeEventListener(...each);
    vi.useRealTimers();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });
}

/** A link of a page with one paragraph, told to connect, and how its events ended. */
export async function startLink(options: Partial<LinkOptions> = {}): Promise<{ link: Link; outcomes: unknown[] }> {
  const root = document.createElement('div');
  root.innerHTML = '<p>text</p>';
  record(root);
  const outcomes: unknown[] = [];
  root.addEventListener('nopal:event', ({ detail }: CustomEventInit<{ number: number; outcome: string }>) =>
    outcomes.push(Object.values(detail ?? {}).filter((each) => each !== undefined)),
  );
  const link = new Link({
    page: new Page(root),
    script: 'http://x/script.js',
    endpoint: { url: 'http://x/socket', pace: 0 },
    transports: ['websocket'],
    maxBytes: 100,
    claim: { token: 'token', checksum: 0 },
    ...options,
  });
  void link.connect();
  await settle();
  return { link, outcomes };
}

/** The connection that was opened last, from its hello on. */
export function current(): FakeSocket {
  const socket = FakeSocket.opened.at(-1) as FakeSocket;
  if (socket.sent.length === 0) socket.onopen();
  return socket;
}

/** Lets time pass up to the next attempt to connect; how long that took. */
export async function untilNextAttempt(): Promise<number> {
  const [count, start] = [FakeSocket.opened.length, Date.now()];
  while (FakeSocket.opened.length === count) await vi.advanceTimersToNextTimerAsync();
  return Date.now() - start;
}

/** Lets everything run that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

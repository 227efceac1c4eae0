// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Link } from './link.ts';
import { record } from './nodes.ts';
import { Page } from './page.ts';

/** What no server ever counted to: asks for the whole tree. */
const LOST_COUNT = 2 ** 40;
const TOO_LARGE = 1009;
const viewer = { viewer: ['id', 'secret', 2] };
const resumed = { viewer: ['id', 'secret', 1] };
const misleading = [7, 'text'];

/** The browser's end of a connection, played by the test. */
class FakeSocket {
  static opened: FakeSocket[] = [];
  readonly sent: string[] = [];
  onopen = (): void => undefined;
  onmessage = (_: { data: string }): void => undefined;
  onclose = (_: { code: number }): void => undefined;

  constructor() {
    FakeSocket.opened.push(this);
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.onclose({ code: 1005 });
  }

  /** What the server says, one frame each. */
  hears(...frames: unknown[]): void {
    for (const frame of frames) this.onmessage({ data: JSON.stringify(frame) });
  }
}

beforeEach(() => {
  FakeSocket.opened = [];
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.spyOn(Math, 'random').mockReturnValue(1);
  for (const level of ['info', 'warn', 'error'] as const) vi.spyOn(console, level).mockReturnValue();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function newLink(): { link: Link; outcomes: unknown[] } {
  const root = document.createElement('div');
  root.innerHTML = '<p>text</p>';
  record(root);
  const outcomes: unknown[] = [];
  root.addEventListener('nopal:event', ({ detail }: CustomEventInit<{ number: number; outcome: string }>) =>
    outcomes.push([detail?.number, detail?.outcome]),
  );
  const claim = { token: 'token', checksum: 0 };
  const options = {
    script: '',
    endpoint: { url: 'http://x', pace: 0 },
    transports: ['websocket'] as const,
    maxBytes: 100,
  };
  return { link: new Link({ page: new Page(root), ...options, claim }), outcomes };
}

/** The connection that was opened last, from its hello on. */
function current(): FakeSocket {
  const socket = FakeSocket.opened.at(-1) as FakeSocket;
  if (socket.sent.length === 0) socket.onopen();
  return socket;
}

/** Lets time pass up to the next attempt to connect; how long that took. */
function untilNextAttempt(): number {
  const [count, start] = [FakeSocket.opened.length, Date.now()];
  while (FakeSocket.opened.length === count) vi.advanceTimersToNextTimer();
  return Date.now() - start;
}

test('a patch that cannot be applied asks for the whole tree, later each time it happens again', () => {
  void newLink().link.connect();
  current().hears(viewer, misleading);
  const waits = [untilNextAttempt()];
  for (let i = 0; i < 2; i++) {
    expect(JSON.parse(current().sent[0] as string).at(-1)).toEqual(['id', 'secret', LOST_COUNT]);
    current().hears(resumed, misleading);
    waits.push(untilNextAttempt());
  }
  expect(waits).toEqual([500, 4000, 20_000]);
  // A tree that could be applied ends it, from the next connection on.
  current().hears(resumed, { tree: [['p', 'whole']] });
  current().close();
  untilNextAttempt();
  current().hears(resumed);
  expect(JSON.parse(current().sent[0] as string).at(-1)).not.toContain(LOST_COUNT);
  current().close();
  expect(untilNextAttempt()).toBe(500);
});

test('patches that cannot be applied to a whole tree that was just sent do not bring the page back at once', () => {
  void newLink().link.connect();
  current().hears(viewer, misleading);
  untilNextAttempt();
  for (let i = 0; i < 3; i++) {
    current().hears(resumed, { tree: [['p', 'whole']] }, misleading);
    expect(untilNextAttempt()).toBe(4000);
  }
});

test('the event that the server refused as too large is told as not run; of others nobody knows', () => {
  const { link, outcomes } = newLink();
  void link.connect();
  current().hears(viewer);
  // Longer as text, not on the wire.
  for (const value of ['a'.repeat(50), 'é'.repeat(40), 'b'])
    link.raise({ path: [0], type: 'input', detail: { value } });
  current().onclose({ code: TOO_LARGE });
  expect(outcomes).toEqual([
    [1, 'unknown'],
    [2, 'not run'],
    [3, 'unknown'],
  ]);
  untilNextAttempt();
  current().hears(resumed);
  expect(current().sent).toHaveLength(1);
});

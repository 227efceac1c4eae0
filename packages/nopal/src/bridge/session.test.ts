import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BridgeError } from './error.ts';
import { keepConnected, type Session } from './session.ts';

interface Line {
  readonly level: number;
  readonly code?: string;
  readonly msg: string;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start(work: (session: Session, round: number) => Promise<void>) {
  const lines: Line[] = [];
  const logger = pino({ level: 'trace' }, { write: (line: string) => void lines.push(JSON.parse(line) as Line) });
  const end = new AbortController();
  let rounds = 0;
  const ended = keepConnected({
    broker: 'Redis at here',
    logger,
    stop: end.signal,
    work: async (session) => work(session, ++rounds),
    explain: (error) => (error instanceof BridgeError ? error : undefined),
  });
  return { lines, end, ended, rounds: () => rounds };
}

test('an outage is told once however often it is tried, and so is the next one', async () => {
  const { lines, end, ended, rounds } = start(async (session, round) => {
    if (round % 5 !== 0) throw new Error(`ECONNREFUSED ${round}`);
    session.connected();
    session.fail(new Error('cut'));
  });
  while (rounds() < 10) await vi.advanceTimersByTimeAsync(1000);
  end.abort();
  await ended;
  expect(lines.slice(0, 4).map(({ level, code, msg }) => [level, code, msg.slice(0, 50)])).toEqual([
    [50, 'bridge-disconnected', 'There is no connection to Redis at here: ECONNREFU'],
    [30, undefined, 'Connected to Redis at here again'],
    [50, 'bridge-disconnected', 'There is no connection to Redis at here: cut Start'],
    [30, undefined, 'Connected to Redis at here again'],
  ]);
});

test('another problem than before is told, too', async () => {
  const { lines, end, ended, rounds } = start(async (_session, round) => {
    if (round > 2) throw new BridgeError('bridge-refused', 'No.', 'Ask.');
    throw new Error('gone');
  });
  while (rounds() < 5) await vi.advanceTimersByTimeAsync(1000);
  end.abort();
  await ended;
  expect(lines.map(({ code }) => code)).toEqual(['bridge-disconnected', 'bridge-refused']);
});

test('the end of the app ends a session that works, and one that waits for its next attempt', async () => {
  for (const isUp of [true, false]) {
    const { lines, end, ended } = start(async ({ signal }) => {
      if (!isUp) throw new Error('gone');
      await new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve());
      });
    });
    await vi.advanceTimersByTimeAsync(0);
    end.abort();
    await ended;
    expect(lines).toHaveLength(isUp ? 0 : 1);
  }
});

test('what goes wrong after the end is no outage', async () => {
  const { lines, end, ended } = start(async (session) => {
    await Promise.resolve();
    end.abort();
    session.fail(new Error('closed'));
  });
  await ended;
  expect(lines.map(({ level }) => level)).toEqual([20]);
});

import { pino } from 'pino';
import { afterEach, expect, test, vi } from 'vitest';
import type { Alert } from './alert.ts';
import { Alerts } from './alerts.ts';

afterEach(() => vi.unstubAllGlobals());

function setUp(notifications: boolean, answer: () => Promise<Response>) {
  const fetched: string[] = [];
  vi.stubGlobal('fetch', (url: string) => {
    fetched.push(url);
    return answer();
  });
  let shown: readonly Alert[] = [];
  const updateComponentsOfType = (
    _type: unknown,
    _key: unknown,
    next: (shown: readonly Alert[]) => readonly Alert[],
  ) => {
    shown = next(shown);
    return 1;
  };
  const alerts = new Alerts({
    updater: { updateComponentsOfType: updateComponentsOfType as never },
    logger: pino({ level: 'silent' }),
    webhook: 'https://chat.example.com/hook',
    settings: () => ({ notifications, email: 'web@example.com' }),
  });
  return { alerts, fetched, texts: () => shown.map(({ text }) => text) };
}

const ok = async () => new Response();

test('an alert comes to every page, the newest three stay', () => {
  const { alerts, texts } = setUp(false, ok);
  for (const text of ['a', 'b', 'c', 'd']) alerts.raise(text, '/sites');
  expect(texts()).toEqual(['b', 'c', 'd']);
});

test('the webhook is posted to only when the settings say so', () => {
  const quiet = setUp(false, ok);
  quiet.alerts.raise('a', '/sites');
  expect(quiet.fetched).toEqual([]);
  const loud = setUp(true, ok);
  loud.alerts.raise('a', '/sites');
  expect(loud.fetched).toEqual(['https://chat.example.com/hook']);
});

test('the end of the app does not wait for a webhook that fails', async () => {
  const { alerts, fetched } = setUp(true, async () => new Response(null, { status: 500 }));
  const stop = new AbortController();
  const running = alerts.execute(stop.signal);
  alerts.raise('a', '/sites');
  await vi.waitFor(() => expect(fetched).toHaveLength(1));
  stop.abort();
  await running;
  expect(fetched).toHaveLength(1);
});

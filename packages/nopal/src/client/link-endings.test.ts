// @vitest-environment happy-dom
/** How connections end, and what comes after it. */
import { expect, test, vi } from 'vitest';
import type { Link } from './link.ts';
import type { RenewHost } from './renew.ts';
import {
  current,
  FakeSocket,
  fresh,
  settle,
  startLink,
  untilNextAttempt,
  useFakeBrowser,
  viewer,
} from '../../test/support/test-link.ts';

const renew = vi.hoisted(() => vi.fn());
vi.mock('./spare.ts', () => ({ renew }));

useFakeBrowser();

const opened = (): number => FakeSocket.opened.length;
const click = (link: Link): unknown => link.ask('event', [0], 'click', {});

test('attempts that fail are made ever later, up to 20 seconds apart, and at once again after one that worked', async () => {
  await startLink();
  const waits: number[] = [];
  for (let i = 0; i < 7; i++) {
    FakeSocket.opened.at(-1)?.ends(1006);
    waits.push(await untilNextAttempt());
  }
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 20_000]);
  current().hears(viewer, [0, 0, 'works']);
  current().ends(1006);
  expect(await untilNextAttempt()).toBe(500);
});

test('a server that ends tells over which time to come back; each page comes at a moment of its own', async () => {
  const waits: number[] = [];
  for (const chance of [0, 0.25, 1]) {
    vi.mocked(Math.random).mockReturnValue(chance);
    await startLink();
    current().hears(viewer, { again: 8000 });
    current().ends(1001);
    waits.push(await untilNextAttempt());
    dispatchEvent(new Event('pagehide'));
  }
  expect(waits).toEqual([0, 2125, 8500]);
});

test('the time to come back holds once: a server that is not back yet is asked again soon', async () => {
  await startLink();
  current().hears(viewer, { again: 8000 });
  current().ends(1001);
  await untilNextAttempt();
  FakeSocket.opened.at(-1)?.ends(1006);
  expect(await untilNextAttempt()).toBe(1000);
});

test('the frame that tells it is not counted', async () => {
  await startLink();
  current().hears(viewer, [0, 0, 'one'], { again: 1 });
  current().ends(1001);
  await untilNextAttempt();
  expect(current().said[0]?.[4]).toEqual(['id', 'secret', 1, 1]);
});

test('a connection that was replaced comes back: only an older one of the same page can have replaced it', async () => {
  await startLink();
  current().hears(viewer);
  current().ends(4409);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(opened()).toBeGreaterThan(1);
});

test.each([
  [0, 20_000],
  [19_000, 1000],
])('a page of another version that is %i ms old loads itself again after %i ms, not sooner', async (age, wait) => {
  const reload = vi.spyOn(location, 'reload').mockReturnValue();
  vi.spyOn(performance, 'now').mockReturnValue(age);
  await startLink();
  current().ends(4426);
  await vi.advanceTimersByTimeAsync(wait - 1);
  expect(reload).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(reload).toHaveBeenCalledOnce();
  // Another attempt would only be refused again.
  await vi.advanceTimersByTimeAsync(60_000);
  expect([opened(), reload.mock.calls.length]).toEqual([1, 1]);
});

test('a page of another version that is older loads itself again at once', async () => {
  const reload = vi.spyOn(location, 'reload').mockReturnValue();
  vi.spyOn(performance, 'now').mockReturnValue(60_000);
  await startLink();
  current().ends(4426);
  await settle();
  expect(reload).toHaveBeenCalledOnce();
});

test('what was asked of a viewer that is gone is told: sent or not', async () => {
  const { link, outcomes } = await startLink();
  current().hears(viewer);
  click(link);
  current().ends(1006);
  click(link);
  await untilNextAttempt();
  current().hears(fresh, { tree: [['p', 'another']] });
  expect(outcomes).toEqual([
    [1, 'unknown'],
    [2, 'not run'],
  ]);
  expect(current().sent).toHaveLength(1);
});

test('a page that no server knows is asked for again; what was raised on the old one runs nowhere', async () => {
  let arrive = (): void => undefined;
  renew.mockImplementation(async ({ lose }: RenewHost) => {
    await new Promise<void>((resolve) => (arrive = resolve));
    lose();
    return { token: 'new token', checksum: 7 };
  });
  const { link, outcomes } = await startLink();
  current().hears({ gone: 1 });
  await vi.waitFor(() => expect(renew).toHaveBeenCalled());
  // The user goes on clicking meanwhile.
  click(link);
  arrive();
  await settle();
  expect(current().said[1]?.slice(2, 5)).toEqual(['new token', 7, null]);
  current().hears(viewer);
  expect(outcomes).toEqual([[1, 'not run']]);
  expect(current().sent).toHaveLength(2);
});

test('while the address does not answer either, the page tries again later, and what was raised waits', async () => {
  renew.mockRejectedValueOnce(new Error('503'));
  const { link, outcomes } = await startLink();
  current().hears({ gone: 1 });
  await vi.waitFor(() => expect(renew).toHaveBeenCalled());
  await settle();
  click(link);
  await untilNextAttempt();
  expect(current().said[0]?.slice(2, 5)).toEqual(['token', 0, null]);
  expect(outcomes).toEqual([]);
});

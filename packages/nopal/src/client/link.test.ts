// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest';
import { hooks } from './parts.ts';
import { DEFAULT_LIMITS } from '../protocol/limits.ts';
import {
  current,
  resumed,
  settle,
  startLink,
  untilNextAttempt,
  useFakeBrowser,
  viewer,
} from '../../test/support/test-link.ts';

/** What no server ever counted to: asks for the whole tree. */
const LOST_COUNT = 2 ** 40;
const misleading = [7, 'text'];

useFakeBrowser();

/** What a hello asked to go on with. */
function resume(): unknown {
  return current().said[0]?.[4];
}

test('a patch that cannot be applied asks for the whole tree, later each time it happens again', async () => {
  await startLink();
  current().hears(viewer, misleading);
  const waits = [await untilNextAttempt()];
  for (let i = 0; i < 2; i++) {
    expect(resume()).toEqual(['id', 'secret', LOST_COUNT, i + 1]);
    current().hears(resumed, misleading);
    waits.push(await untilNextAttempt());
  }
  expect(waits).toEqual([4000, 20_000, 20_000]);
  // A tree that could be applied ends it, from the next connection on.
  current().hears(resumed, { tree: [['p', 'whole']] });
  current().close();
  await untilNextAttempt();
  current().hears(resumed, {});
  expect(resume()).not.toContain(LOST_COUNT);
  current().close();
  expect(await untilNextAttempt()).toBe(500);
});

test('patches that cannot be applied to a whole tree that was just sent do not bring the page back at once', async () => {
  await startLink();
  current().hears(viewer, misleading);
  await untilNextAttempt();
  for (let i = 0; i < 3; i++) {
    current().hears(resumed, { tree: [['p', 'whole']] }, misleading);
    expect(await untilNextAttempt()).toBe(4000);
  }
});

test('an event that is larger than a message may be is told as not run, and is not sent', async () => {
  const { link, outcomes } = await startLink();
  current().hears(viewer);
  // Longer as text, not on the wire.
  for (const value of ['a'.repeat(50), 'é'.repeat(40), 'b']) link.ask('event', [0], 'input', { value });
  expect(outcomes).toEqual([[2, 'not run', 'too-large']]);
  expect(
    current()
      .said.slice(1)
      .map(([, number]) => number),
  ).toEqual([1, 3]);
  expect(current().closed).toBe(false);
});

test.each([1009, 4400])('what the server refused by %i is not sent again; of it nobody knows', async (code) => {
  const { link, outcomes } = await startLink();
  current().hears(viewer);
  const raise = (): unknown => link.ask('event', [0], 'input', {});
  raise();
  raise();
  current().hears({ event: [1, 'done'] });
  current().ends(code);
  expect(outcomes).toEqual([
    [1, 'done'],
    [2, 'unknown'],
  ]);
  // Raised before the connection is back, it was never sent.
  raise();
  await untilNextAttempt();
  current().ends(code);
  expect(outcomes.slice(2)).toEqual([[3, 'not run']]);
  await untilNextAttempt();
  current().hears(resumed);
  expect(current().sent).toHaveLength(1);
});

test('more events than may wait are told as not run', async () => {
  const { link, outcomes } = await startLink();
  for (let i = 0; i < 101; i++) link.ask('event', [0], 'click', {});
  expect(outcomes).toEqual([[101, 'not run', 'busy']]);
  current().hears(viewer);
  expect(current().sent).toHaveLength(101);
});

test('an event counts as an acknowledgement, a beat is acknowledged at once, other frames within eight seconds', async () => {
  const { link } = await startLink();
  current().hears(viewer, [0, 0, 'one']);
  link.ask('event', [0], 'click', {});
  await vi.advanceTimersByTimeAsync(8000);
  const said = (): unknown[][] => current().said.slice(1);
  expect(said()).toEqual([['event', 1, 1, [0], 'click', {}]]);
  current().hears({});
  expect(said().slice(1)).toEqual([['ack', 2]]);
  current().hears([0, 0, 'two']);
  await vi.advanceTimersByTimeAsync(7999);
  expect(said()).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(1);
  expect(said().slice(2)).toEqual([['ack', 3]]);
});

test('after much was heard it is acknowledged without waiting', async () => {
  await startLink();
  current().hears(viewer, ...Array.from({ length: 10 }, (_, i) => [0, 0, `${i}`.repeat(1000)]));
  await settle();
  expect(current().said.slice(1)).toEqual([
    ['ack', 4],
    ['ack', 8],
  ]);
});

test('text of three bytes a character is acknowledged before the window could close', async () => {
  await startLink();
  current().hears(viewer);
  const frame = [0, 0, '漢'.repeat(1000)];
  let bytes = 0;
  while (current().said.length === 1) {
    bytes += Buffer.byteLength(JSON.stringify(frame));
    current().hears(frame);
    await settle();
  }
  expect(bytes).toBeLessThan(DEFAULT_LIMITS.windowFreeBytes);
});

test('what is around the page changes after it, in the same frame; a title needs no other script', async () => {
  const arrived = vi.spyOn(hooks, 'arrived').mockReturnValue();
  await startLink();
  current().hears(viewer, { head: { title: 'First' }, patch: [0, 0, 'one'] });
  expect([document.title, arrived.mock.calls]).toEqual(['First', []]);
  current().hears({ head: { url: '/b', title: 'Second', replace: 1 }, tree: [['p', 'two']] }, {});
  expect([document.title, arrived.mock.calls]).toEqual(['Second', [[{ url: '/b', title: 'Second', replace: 1 }]]]);
  // One frame each.
  expect(current().said.slice(1)).toEqual([['ack', 3]]);
});

test('who keeps what was typed is told when the viewer is another one, before its page comes', async () => {
  const lost = vi.fn();
  hooks.lost = lost;
  const { outcomes } = await startLink();
  current().hears(viewer);
  expect(lost).not.toHaveBeenCalled();
  current().hears({ viewer: ['other', 'secret', 0] });
  expect([lost.mock.calls.length, outcomes]).toEqual([1, []]);
});

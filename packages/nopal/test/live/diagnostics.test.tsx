/** What nopal's work took, for who asks; and that nobody pays for it who does not. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { expect, onTestFinished, test, vi } from 'vitest';
import { useState } from '../../src/index.ts';
import { Round } from '../../src/live/round.ts';
import { Settler } from '../../src/live/settle.ts';
import { publishTime } from '../../src/protocol/diagnostics.ts';
import { Frame } from '../../src/protocol/frames.ts';
import { serve } from '../support/app.ts';
import { LiveBench } from '../support/live.ts';
import { Simulation } from '../support/simulated.ts';
import { TestPage } from '../support/test-page.ts';
import { until } from '../support/until.ts';

function Inner() {
  const [count] = useState(0);
  return <b>{count}</b>;
}

function Sheet() {
  const [text, setText] = useState('');
  return (
    <main>
      <p onClick={() => setText('clicked')}>{text}</p>
      <Inner />
    </main>
  );
}

/** What a channel says while the test runs. */
function listen(channel: string): Record<string, unknown>[] {
  const heard: Record<string, unknown>[] = [];
  const note = (message: unknown): void => void heard.push(message as Record<string, unknown>);
  subscribe(channel, note);
  onTestFinished(() => void unsubscribe(channel, note));
  return heard;
}

test('each channel tells of what was done, and how long it took', async () => {
  const [render, diff, encode, flush, event] = ['render', 'diff', 'encode', 'flush', 'event'].map((name) =>
    listen(`nopal:${name}`),
  );
  const running = await serve((app) => app.page('/', Sheet), { development: false });
  const [page, other] = [await TestPage.open(running), await TestPage.open(running)];
  expect(render?.slice(0, 2).map(({ component }) => component)).toEqual(['Sheet', 'Inner']);
  const heard = [render, diff, encode, flush, event];
  for (const messages of heard) if (messages !== undefined) messages.length = 0;

  running.app.updater.broadcastStateUpdate('count', 1);
  for (const each of [page, other]) await each.shows('1', 'b');
  // One render, one diff and one frame for both.
  expect(render?.map(({ component }) => component)).toEqual(['Inner']);
  expect(diff).toHaveLength(1);
  expect(diff?.[0]?.['page']).toContain('Sheet');
  expect(encode?.map(({ transport }) => transport)).toEqual(['websocket']);
  await until(() => flush?.length === 1);
  expect(flush?.[0]).toMatchObject({ viewers: 2, page: expect.stringContaining('Sheet') as string });

  await page.click('p');
  expect(event).toEqual([{ event: 'click', outcome: 'done', reason: undefined, ms: expect.any(Number) as number }]);
  page.raiseAt([7]);
  await until(() => event?.length === 2);
  expect(event?.[1]).toMatchObject({ outcome: 'not run', reason: 'stale' });
  for (const message of heard.flatMap((messages) => messages ?? [])) {
    expect(message['ms']).toBeGreaterThanOrEqual(0);
    expect(message['ms']).toBeLessThan(60_000);
  }
});

test('nobody looks at the clock for channels that nobody listens to', () => {
  const bench = new LiveBench();
  const { viewer } = bench.connect(Sheet);
  bench.updater.broadcastStateUpdate('count', 7);
  const nothing = (): void => undefined;
  const settler = new Settler({ report: nothing, verify: false }, viewer);
  const host = {
    counters: bench.live.counters,
    settler: () => settler,
    effects: nothing,
    later: nothing,
    leftBehind: nothing,
    failed: nothing,
  };
  const round = new Round(host, settler, 'page');
  const clock = vi.spyOn(performance, 'now');
  onTestFinished(() => clock.mockRestore());
  round.flush(viewer, 0);
  new Frame('[]').form('websocket', (text) => Buffer.from(text));
  expect(publishTime('nopal:diff', {}, () => 5)).toBe(5);
  expect(clock).not.toHaveBeenCalled();
  listen('nopal:diff');
  publishTime('nopal:diff', {}, () => 5);
  expect(clock).toHaveBeenCalledTimes(2);
});

test('an event is timed only for who listens', async () => {
  const simulation = new Simulation();
  const browser = simulation.visit(Sheet);
  const clock = vi.spyOn(performance, 'now');
  onTestFinished(() => clock.mockRestore());
  const looks = async (number: number): Promise<number> => {
    clock.mockClear();
    simulation.parts.events.accept(browser.viewer, {
      type: 'event',
      number,
      frames: browser.viewer.outbox.frames,
      path: [0, 0],
      event: 'dblclick',
      detail: {},
    });
    await simulation.parts.events.idle(1000);
    return clock.mock.calls.length;
  };
  const before = await looks(1);
  const heard = listen('nopal:event');
  expect((await looks(2)) - before).toBe(2);
  expect(heard).toHaveLength(1);
});

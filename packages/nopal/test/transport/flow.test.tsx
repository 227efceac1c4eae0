/** What every transport has to do with much, with slow browsers, and with silent ones. */
import { ChaosProxy } from 'nopal-chaos';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { RunningApp } from '../support/app.ts';
import { TestPage } from '../support/test-page.ts';
import { until } from '../support/until.ts';
import { ADAPTERS, startDesk, untilConnections } from './adapters.tsx';

/** A page of the app through a network that can be made bad. */
async function throughNetwork(running: RunningApp): Promise<{ network: ChaosProxy; far: RunningApp }> {
  const network = await ChaosProxy.start(running.port, { serverHost: '127.0.0.1' });
  onTestFinished(() => network.close());
  return { network, far: { ...running, port: network.port, url: network.url } };
}

describe.each(ADAPTERS)('$name', ({ name }) => {
  test('frames come whole, once and in order, however large and many', async () => {
    const running = await startDesk({ limits: { windowBytes: 2 ** 20, framesPerSecond: 10_000 } });
    const page = await TestPage.open(running, '/', name);
    const value = (i: number): string => `${i}:${'ü€😀\u2028"\\'.repeat(i % 3 === 0 ? 10_000 : 10)}${i}`;
    for (let i = 1; i <= 60; i++) {
      running.app.updater.broadcastStateUpdate('text', value(i));
      if (i % 5 === 0) page.raise('button');
      await new Promise((resolve) => setImmediate(resolve));
    }
    await page.shows(value(60), 'p');
    await until(() => page.unanswered === 0);
    expect(page.answers).toEqual(Array.from({ length: 12 }, (_, i) => [i + 1, 'done']));
    expect(page.text('button')).toBe('12');
    const shown = page.frames.flatMap((frame) => /"(\d+):/.exec(frame)?.[1] ?? []).map(Number);
    expect(shown).toEqual([...new Set(shown)].toSorted((a, b) => a - b));
    expect(shown.length).toBeGreaterThan(1);
    // Both ends counted alike.
    await until(() => running.app.gauges().unacknowledgedBytes === 0);
  });

  test('an acknowledgement is heard also when nothing is sent after it', async () => {
    const running = await startDesk();
    const page = await TestPage.open(running, '/', name);
    page.acknowledges = false;
    running.app.updater.broadcastStateUpdate('text', 'news');
    await page.shows('news', 'p');
    // By now a poll is held for what comes next.
    await new Promise((resolve) => setImmediate(resolve));
    page.acknowledge();
    await until(() => running.app.gauges().unacknowledgedBytes === 0);
  });

  test('who does not acknowledge gets the window and one frame more; then one patch to the newest', async () => {
    const windowBytes = 5000;
    const limits = { windowBytes, windowFreeBytes: 0, windowMs: 60_000, framesPerSecond: 10_000 };
    const running = await startDesk({ limits });
    const [slow, quick] = [await TestPage.open(running, '/', name), await TestPage.open(running, '/', name)];
    slow.acknowledges = false;
    const value = (i: number): string => String(i % 10).repeat(1000);
    const bytes = (): number => slow.frames.reduce((sum, each) => sum + each.length, 0);
    let i = 0;
    const push = async (): Promise<void> => {
      running.app.updater.broadcastStateUpdate('text', value(++i));
      await quick.shows(value(i), 'p');
    };
    while (bytes() < windowBytes) await push();
    const before = slow.frames.length;
    for (let more = 0; more < 7; more++) await push();
    expect(slow.frames).toHaveLength(before);
    expect(bytes()).toBeLessThanOrEqual(windowBytes + (slow.frames[0]?.length ?? 0));
    slow.acknowledge();
    await slow.shows(value(i), 'p');
    expect(slow.frames).toHaveLength(before + 1);
  });

  test('a window that is closed by age opens with the acknowledgement', async () => {
    const running = await startDesk({ limits: { windowMs: 0, windowFreeBytes: 0 } });
    const [slow, quick] = [await TestPage.open(running, '/', name), await TestPage.open(running, '/', name)];
    slow.acknowledges = false;
    for (const text of ['a', 'b', 'c']) {
      running.app.updater.broadcastStateUpdate('text', text);
      await quick.shows(text, 'p');
      if (text === 'a') await slow.shows('a', 'p');
    }
    expect(slow.text('p')).toBe('a');
    slow.acknowledge();
    await slow.shows('c', 'p');
    expect(slow.frames).toHaveLength(2);
  });

  test('a page with a pace gets what is newest when it is time; answers do not wait', async () => {
    const running = await startDesk();
    const [paced, quick] = [await TestPage.fetch(running, '/', name), await TestPage.open(running, '/', name)];
    await paced.connect({ pace: 60_000 });
    for (const text of ['a', 'b', 'c']) {
      running.app.updater.broadcastStateUpdate('text', text);
      await quick.shows(text, 'p');
      if (text === 'a') await paced.shows('a', 'p');
    }
    expect(paced.text('p')).toBe('a');
    expect(await paced.click('button')).toEqual([1, 'done']);
    expect(paced.text()).toBe('c1');
    running.app.updater.broadcastStateUpdate('text', 'd');
    await quick.shows('d', 'p');
    expect(paced.text('p')).toBe('c');
    paced.say(['pace', 0]);
    await paced.shows('d', 'p');
  });

  test('silence is broken by beats; who answers them stays, who does not is let go', async () => {
    const running = await startDesk({ limits: { beatMs: 50, stalledMs: 300 } });
    const [alive, dead] = [await TestPage.open(running, '/', name), await TestPage.open(running, '/', name)];
    dead.acknowledges = false;
    await until(() => dead.closedWith === 4410);
    expect(dead.beats).toBe(1);
    await until(() => alive.beats > 2);
    expect(alive.closedWith).toBeUndefined();
    running.app.updater.broadcastStateUpdate('text', 'still here');
    await alive.shows('still here', 'p');
    await untilConnections(running, name, 1);
  }, 15_000);

  test('a browser that vanishes without goodbye is noticed, and may come back', async () => {
    const running = await startDesk({ limits: { beatMs: 50, stalledMs: 300 } });
    const { network, far } = await throughNetwork(running);
    const page = await TestPage.open(far, '/', name);
    running.app.updater.broadcastStateUpdate('text', 'before');
    await page.shows('before', 'p');
    for (const connection of network.connections) connection.halfOpen('client');
    await untilConnections(running, name, 0);
    expect(running.app.gauges().viewers).toMatchObject({ connected: 0, away: 1 });
    running.app.updater.broadcastStateUpdate('text', 'meanwhile');
    await page.connect();
    expect(page.viewer?.[2]).toBe(1);
    await page.shows('meanwhile', 'p');
  }, 15_000);

  test('however connections end, each is counted out once', async () => {
    const running = await startDesk({ limits: { helloMs: 100, beatMs: 50, stalledMs: 200 } });
    const pages = await Promise.all(Array.from({ length: 6 }, () => TestPage.open(running, '/', name)));
    await untilConnections(running, name, 6);
    const [cut, bad, replaced, stalled, large] = pages as [TestPage, TestPage, TestPage, TestPage, TestPage];
    const twin = await TestPage.fetch(running, '/', name);
    const [id = '', secret = ''] = replaced.viewer ?? [];
    await Promise.all([cut.cut(), twin.connect({ resume: [id, secret, replaced.applied] })]);
    bad.say('nonsense');
    stalled.acknowledges = false;
    large.say(`"${'x'.repeat(100_000)}"`);
    await until(() => [bad, replaced, stalled, large].every(({ closedWith }) => closedWith !== undefined));
    // Left are the last one and the twin.
    await untilConnections(running, name, 2);
    await running.app.close();
    expect(running.app.gauges().connections).toEqual({ websocket: 0, sse: 0, poll: 0 });
  }, 15_000);
});

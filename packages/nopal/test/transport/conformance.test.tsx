/** What every transport has to do, over real sockets: pages come, go, come back, and are told how it ended. */
import { describe, expect, test } from 'vitest';
import { TestPage } from '../support/test-page.ts';
import { until } from '../support/until.ts';
import { ask } from '../support/ask.ts';
import { ADAPTERS, Desk, startDesk, untilConnections, watchReady } from './adapters.tsx';

describe.each(ADAPTERS)('$name', ({ name, opensInSilence }) => {
  test('a page is claimed, and what is pushed arrives', async () => {
    const running = await startDesk();
    const page = await TestPage.open(running, '/', name);
    expect(page.viewer?.[2]).toBe(2);
    running.app.updater.broadcastStateUpdate('text', 'news');
    await page.shows('news', 'p');
    expect(page.frames).toEqual(['[0,0,[[1,0,["news"]]]]']);
  });

  test('what is pushed in one turn is one frame', async () => {
    const running = await startDesk();
    const page = await TestPage.open(running, '/', name);
    const { updater } = running.app;
    for (const text of ['a', 'b', 'c']) updater.broadcastStateUpdate('text', text);
    updater.broadcastStateUpdate('count', 7);
    await page.shows('c7');
    expect(page.frames).toHaveLength(1);
  });

  test('the answer to an event follows the change that it made', async () => {
    const running = await startDesk();
    const page = await TestPage.open(running, '/', name);
    const before = page.received.length;
    expect(await page.click('button')).toEqual([1, 'done']);
    expect(page.text('button')).toBe('1');
    expect(page.received.slice(before)).toEqual(['[0,1,0,"1"]', '{"event":[1,"done"]}']);
  });

  test('an event that is said again runs once, and is answered each time', async () => {
    const running = await startDesk();
    const page = await TestPage.open(running, '/', name);
    const path = page.pathOf(page.root.querySelector('button') as Element);
    const event = ['event', 1, 0, path, 'click', {}];
    page.say(event);
    await page.answer(1);
    await page.cut();
    await page.connect();
    for (let i = 0; i < 2; i++) page.say(event);
    await until(() => page.answers.length === 3);
    expect(page.answers).toEqual(Array.from({ length: 3 }, () => [1, 'done']));
    expect(page.text('button')).toBe('1');
    expect(running.app.gauges().events.done).toBe(1);
  });

  test('after a cut one patch leads from what the page shows to the newest', async () => {
    const untilReady = watchReady();
    const running = await startDesk();
    const page = await TestPage.open(running, '/', name);
    running.app.updater.broadcastStateUpdate('text', 'first');
    await page.shows('first', 'p');
    await untilReady(name, 1);
    await page.cut();
    await untilConnections(running, name, 0);
    for (const text of ['a', 'b', 'c']) running.app.updater.broadcastStateUpdate('text', text);
    await page.connect();
    expect(page.viewer?.[2]).toBe(1);
    await page.shows('c', 'p');
    expect(page.frames).toHaveLength(2);
    expect(running.app.gauges().frames.trees).toBe(0);
  });

  test.each(['never sent', 'long ago'])('who comes back with a count that was %s gets the whole tree', async (when) => {
    const running = await startDesk();
    const page = await TestPage.open(running, '/', name);
    for (const text of ['a', 'b']) {
      running.app.updater.broadcastStateUpdate('text', text);
      await page.shows(text, 'p');
    }
    await until(() => running.app.gauges().unacknowledgedBytes === 0);
    await page.cut();
    page.applied = when === 'never sent' ? 2 ** 40 : 0;
    const before = page.frames.length;
    await page.connect();
    await until(() => page.frames.length === before + 1);
    expect(page.frames.at(-1)).toMatch(/^\{"tree":/);
    // From there on it is patches again.
    running.app.updater.broadcastStateUpdate('text', 'c');
    await page.shows('c', 'p');
    expect(page.frames.at(-1)).toBe('[0,0,0,"c"]');
  });

  test('a token that was used before gives a fresh page', async () => {
    const running = await startDesk();
    const page = await TestPage.open(running, '/', name);
    await page.click('button');
    const copy = await TestPage.fetch(running, '/', name);
    await copy.connect({ token: page.token });
    expect(copy.viewer?.[2]).toBe(0);
    await until(() => copy.frames.length === 1);
    expect(copy.text('button')).toBe('0');
    expect(await page.click('button')).toEqual([2, 'done']);
    expect(page.text('button')).toBe('2');
  });

  test('who is replaced is told; the viewer lives on with the other connection, past its grace period', async () => {
    const untilReady = watchReady();
    const running = await startDesk({ limits: { graceMs: 100 } });
    const [page, other] = [await TestPage.open(running, '/', name), await TestPage.fetch(running, '/', name)];
    const [id = '', secret = ''] = page.viewer ?? [];
    await other.connect({ resume: [id, secret, 0] });
    await until(() => page.closedWith === 4409);
    await untilConnections(running, name, 1);
    // Whoever leaves after the replacement is released after it.
    const left = await TestPage.open(running, '/', name);
    await untilReady(name, 2);
    await left.cut();
    await until(
      () => running.app.updater.getComponentsOfType(Desk).length === 1 && running.app.gauges().viewers.away === 0,
    );
    running.app.updater.broadcastStateUpdate('text', 'still here');
    await other.shows('still here', 'p');
  });

  test('who says nothing is told so and let go', async () => {
    const running = await startDesk({ limits: { helloMs: 50 } });
    if (opensInSilence) {
      const page = await TestPage.fetch(running, '/', name);
      await page.dial();
      await until(() => page.closedWith === 4408);
    } else {
      const first = await ask(running.port, 'POST', '/_nopal/poll?n=1');
      const second = await ask(running.port, 'POST', `/_nopal/poll/${JSON.parse(first.text) as string}?n=2`);
      expect(second.text).toBe('4408');
    }
    await untilConnections(running, name, 0);
  });

  test('what is not of the protocol, or of another version of it, ends the connection with its code', async () => {
    const running = await startDesk();
    const page = await TestPage.open(running, '/', name);
    for (const message of ['garbage', ['event', 1], ['hello', 1, page.token, 0]]) {
      page.say(message);
      // What follows counts no more.
      page.raise('button');
      await until(() => page.closedWith === 4400);
      await page.connect();
    }
    const stranger = await TestPage.fetch(running, '/', name);
    await stranger.connect({ version: 99 });
    expect(stranger.closedWith).toBe(4426);
    expect(page.text('button')).toBe('0');
    await untilConnections(running, name, 1);
  });

  test('who lets too many answers wait is told, comes back, and asks again', async () => {
    const limits = { windowMs: 0, windowFreeBytes: 0, maxWaitingMessages: 5 };
    const running = await startDesk({ limits });
    const page = await TestPage.open(running, '/', name);
    const events = Array.from({ length: 10 }, (_, i) => ['event', i + 1, 0, [0, 1], 'click', {}]);
    page.acknowledges = false;
    for (const event of events) page.say(event);
    await until(() => page.closedWith === 4413);
    page.acknowledges = true;
    await page.connect();
    for (const event of events) {
      page.say(event);
      expect(await page.answer(event[1] as number)).toEqual([event[1], 'done']);
    }
    await page.shows('10', 'button');
    expect(running.app.gauges().events.done).toBe(10);
  });

  test('at shutdown a page is told when to come back, and then that the server goes', async () => {
    const untilReady = watchReady();
    const running = await startDesk({ limits: { comebacksPerSecond: 10 } });
    const pages = [await TestPage.open(running, '/', name), await TestPage.open(running, '/', name)];
    await untilReady(name, 2);
    await running.app.close();
    await until(() => pages.every(({ closedWith }) => closedWith === 1001));
    expect(pages.map(({ again }) => again)).toEqual([200, 200]);
  });
});

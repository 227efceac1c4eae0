/** Who may connect by each transport, how much they may say, and that it is counted. */
import { describe, expect, test } from 'vitest';
import { ask } from '../support/ask.ts';
import { TestPage } from '../support/test-page.ts';
import { until } from '../support/until.ts';
import { ADAPTERS, startDesk, untilConnections } from './adapters.tsx';

describe.each(ADAPTERS)('$name', ({ name, opensWithoutOrigin, knock }) => {
  test('only pages of the own and of listed origins get a connection', async () => {
    const running = await startDesk({ origins: ['https://app.example.com'] });
    const opened = await knock(running.port, `http://127.0.0.1:${running.port}`);
    expect([101, 200]).toContain(opened);
    expect(await knock(running.port, 'https://app.example.com')).toBe(opened);
    expect(await knock(running.port, undefined)).toBe(opened);
    for (const origin of ['https://evil.example', 'null', `http://127.0.0.1:${running.port + 1}`]) {
      expect(await knock(running.port, origin)).toBe(403);
    }
    expect(running.coded('origin-refused')).toHaveLength(3);
  });

  test('an origin can be required', async () => {
    const running = await startDesk({ requireOrigin: true });
    // Browsers send none with a GET to their own host; what it opens is of no use without one.
    expect(await knock(running.port, undefined)).toBe(opensWithoutOrigin ? 200 : 403);
    expect((await ask(running.port, 'POST', '/_nopal/send/x?n=1')).status).toBe(403);
  });

  test('a transport that the app does not offer is not there', async () => {
    const running = await startDesk({ transports: ADAPTERS.flatMap((each) => (each.name === name ? [] : each.name)) });
    expect(await knock(running.port, undefined)).not.toBeOneOf([101, 200]);
  });

  test('a message that is too large ends its connection only, and is logged once', async () => {
    const running = await startDesk({ limits: { maxMessageBytes: 1000 } });
    const [page, other] = [await TestPage.open(running, '/', name), await TestPage.open(running, '/', name)];
    // Fewer characters than may be, but more bytes.
    page.say(`"${'ü'.repeat(600)}"`);
    await until(() => page.closedWith === 1009);
    await untilConnections(running, name, 1);
    expect(running.coded('message-too-large')).toHaveLength(1);
    expect(await other.click('button')).toEqual([1, 'done']);
    await page.connect();
    expect(page.viewer?.[2]).toBe(1);
  });

  test('many messages at once may be more than the limit for one', async () => {
    const running = await startDesk({ limits: { maxMessageBytes: 300 } });
    const page = await TestPage.open(running, '/', name);
    for (let i = 0; i < 50; i++) page.raise('button');
    await until(() => page.unanswered === 0);
    expect(page.text('button')).toBe('50');
    expect(page.closedWith).toBeUndefined();
  });

  test('connections are counted by transport', async () => {
    const running = await startDesk();
    for (const adapter of ADAPTERS) await TestPage.open(running, '/', adapter.name);
    await TestPage.open(running, '/', name);
    expect(running.app.gauges().connections).toEqual({ websocket: 1, sse: 1, poll: 1, [name]: 2 });
  });
});

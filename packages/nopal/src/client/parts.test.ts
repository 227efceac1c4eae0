// @vitest-environment happy-dom
/** Which parts of the script a page loads, and when. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TestHost } from '../../test/support/test-host.ts';
import type * as Parts from './parts.ts';

const started: string[] = [];
let failures = 0;
let handled: string[] = [];

beforeEach(() => {
  started.length = 0;
  handled = [];
  failures = 0;
  vi.resetModules();
  vi.useFakeTimers();
  vi.spyOn(console, 'error').mockReturnValue();
  vi.doMock('./events.ts', () => {
    if (failures-- > 0) throw new Error('no network');
    return {
      start: ({ hooks }: Parts.Host) => {
        started.push('events');
        hooks.handle = ({ type }) => handled.push(type);
      },
    };
  });
  vi.doMock('./navigation.ts', () => ({
    start: ({ hooks }: Parts.Host) => {
      started.push('navigation');
      hooks.arrived = ({ url }) => handled.push(`at ${url}`);
    },
  }));
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** A page as the main script starts it. */
async function page(html: string): Promise<{ host: TestHost; parts: typeof Parts }> {
  const parts = await import('./parts.ts');
  const host = new TestHost(html, (given) => parts.startParts({ ...given, hooks: parts.hooks }));
  return { host, parts };
}

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

test("a page that only shows pushes loads nothing, also when its fields are the server's", async () => {
  const { parts } = await page('<p>text</p><input data-nopal="=" value="a">');
  parts.notice('class', 'a');
  parts.notice('data-nopal', '=');
  await settle();
  expect(started).toEqual([]);
});

test.each([
  ['<button data-nopal="click">x</button>', 'events'],
  ['<input data-nopal="= input;d300">', 'events'],
  ['<a href="/" data-link="">x</a>', 'navigation'],
])('%s loads what it needs', async (html, part) => {
  await page(html);
  await vi.waitFor(() => expect(started).toEqual([part]));
});

test('what comes later loads what it needs, once', async () => {
  const { parts } = await page('');
  for (let i = 0; i < 2; i++) {
    parts.notice('data-nopal', 'click');
    parts.notice('data-link', '');
  }
  await vi.waitFor(() => expect(started).toHaveLength(2));
});

test('what the user does before it is known what to do about it waits; forms are sent as without a script', async () => {
  const { host } = await page('<form data-nopal="submit click"><b>x</b></form>');
  host.raise('b', 'click');
  expect(host.raise('form', 'submit').defaultPrevented).toBe(false);
  await vi.waitFor(() => expect(handled).toEqual(['click']));
});

test('a page that is led elsewhere by the server loads what it needs for that', async () => {
  const { parts } = await page('');
  parts.hooks.arrived({ url: '/other' });
  await vi.waitFor(() => expect(handled).toEqual(['at /other']));
});

test('a part that does not come is asked for again, and what waits for it is not lost', async () => {
  failures = 1;
  const { host } = await page('<b data-nopal="click">x</b>');
  host.raise('b', 'click');
  await vi.waitFor(() => expect(console.error).toHaveBeenCalled());
  expect(handled).toEqual([]);
  vi.resetModules();
  await vi.advanceTimersByTimeAsync(5000);
  await vi.waitFor(() => expect(handled).toEqual(['click']));
});

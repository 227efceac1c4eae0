// @vitest-environment happy-dom
/** What the user sees of a connection that is lost. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { showConnection } from './status.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const bar = (): string | null | undefined => document.querySelector('body > [role=status]')?.textContent;

test('a lost connection is told when it does not come back at once, and no more when it is back', () => {
  showConnection(true);
  showConnection(false);
  expect(document.documentElement.dataset['connection']).toBe('lost');
  vi.advanceTimersByTime(999);
  expect(bar()).toBe('');
  vi.advanceTimersByTime(1);
  expect(bar()).toBe('Connection lost. Reconnecting…');
  showConnection(true);
  expect([bar(), document.documentElement.dataset['connection']]).toEqual(['', 'open']);
});

test('a connection that comes back within a second is not told', () => {
  showConnection(false);
  vi.advanceTimersByTime(900);
  showConnection(true);
  vi.advanceTimersByTime(1000);
  expect(bar()).toBe('');
});

test("the page's own element takes the place of the bar", () => {
  document.body.innerHTML = '<p id="nopal-status" hidden>Away</p>';
  const own = document.body.firstChild as HTMLElement;
  showConnection(false);
  vi.advanceTimersByTime(1000);
  expect([own.hidden, bar()]).toEqual([false, undefined]);
  showConnection(true);
  expect(own.hidden).toBe(true);
});

import { expect } from 'vitest';

/** Waits until what `read` gives fulfils the expectation: `await eventually(() => tab.text('h1')).toBe('Hello')`. */
export function eventually<T>(read: () => T): ReturnType<typeof expect.poll<T>> {
  return expect.poll(read, { timeout: 15_000, interval: 25 });
}

import { expect, test } from 'vitest';
import { BoundedQueue } from './bounded-queue.ts';

test('items come once and in order, those from before and those from after', async () => {
  const queue = new BoundedQueue<{ n: number }>(10);
  const stop = new AbortController();
  queue.offer({ n: 1 });
  queue.offer({ n: 2 });
  const seen: number[] = [];
  const reading = (async () => {
    for await (const { n } of queue.read(stop.signal)) {
      seen.push(n);
      if (n === 2) queueMicrotask(() => queue.offer({ n: 3 }));
      if (n === 3) stop.abort();
    }
  })();
  await reading;
  expect(seen).toEqual([1, 2, 3]);
});

test('what does not fit is refused, and there is room again when something was read', async () => {
  const queue = new BoundedQueue<{ n: number }>(2);
  expect([1, 2, 3].map((n) => queue.offer({ n }))).toEqual([true, true, false]);
  const reader = queue.read(new AbortController().signal);
  await reader.next();
  expect(queue.offer({ n: 4 })).toBe(true);
  expect(queue.size).toBe(2);
});

test('an abort ends a reader that waits, and what comes later waits for the next one', async () => {
  const queue = new BoundedQueue<{ n: number }>(2);
  const stop = new AbortController();
  const waiting = queue.read(stop.signal).next();
  stop.abort();
  expect(await waiting).toMatchObject({ done: true });
  queue.offer({ n: 1 });
  expect(await queue.read(new AbortController().signal).next()).toMatchObject({ value: { n: 1 } });
});

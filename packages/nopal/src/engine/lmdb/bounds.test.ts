import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Start } from './bounds.ts';
import { trim } from './bounds.ts';

const NOW = 1000;

test('a log begins where looking at each message finds that it begins', () => {
  const message = fc.record({ bytes: fc.nat({ max: 5 }), waited: fc.nat({ max: 30 }) });
  const bounds = fc.record({
    count: fc.oneof(fc.nat({ max: 40 }), fc.constant(Number.POSITIVE_INFINITY)),
    bytes: fc.oneof(fc.nat({ max: 100 }), fc.constant(Number.POSITIVE_INFINITY)),
    ageMs: fc.oneof(fc.nat({ max: 1200 }), fc.constant(Number.POSITIVE_INFINITY)),
  });
  fc.assert(
    fc.property(fc.array(message, { maxLength: 40 }), bounds, fc.nat({ max: 20 }), (messages, bounds, skipped) => {
      const starts: Start[] = [];
      let [before, at] = [0, 0];
      for (const [i, { bytes, waited }] of messages.entries()) {
        at += waited;
        starts.push({ offset: i + 1, at, before });
        before += bytes;
      }
      const end = { next: messages.length + 1, total: before };
      const kept = starts
        .slice(skipped)
        .find(
          (start) =>
            end.next - start.offset <= bounds.count &&
            end.total - start.before <= bounds.bytes &&
            start.at > NOW - bounds.ageMs,
        );
      const first = starts[skipped] ?? { offset: end.next, at: 0, before };
      const read = (offset: number): Start => starts[offset - 1] as Start;
      expect(trim(first, end, bounds, NOW, read).offset).toBe(kept?.offset ?? end.next);
    }),
    { numRuns: 2000 },
  );
});

test('few messages are looked at, however many go', () => {
  const end = { next: 1_000_001, total: 1_000_000 };
  const looked: number[] = [];
  const read = (offset: number): Start => {
    looked.push(offset);
    return { offset, at: offset, before: offset - 1 };
  };
  const bounds = { count: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY, ageMs: 1000 };
  const start = { offset: 1, at: 1, before: 0 };
  expect(trim(start, end, bounds, 900_000, read).offset).toBe(899_001);
  expect(looked.length).toBeLessThan(45);
  looked.length = 0;
  // the usual case: the next one is the first
  expect(trim(start, end, { ...bounds, bytes: 999_999 }, 0, read).offset).toBe(2);
  expect(looked).toEqual([2]);
});

import { expect, test } from 'vitest';
import { BridgeError, redisStreamBridge, type RedisStreamOptions } from './redis-streams.ts';

const right: RedisStreamOptions = {
  url: 'redis://localhost',
  stream: 'orders',
  group: 'web',
  handle: () => undefined,
};

/** The message by which a bridge is refused. */
function refusal(options: unknown): string {
  try {
    redisStreamBridge(options as RedisStreamOptions);
  } catch (error) {
    if (error instanceof BridgeError && error.code === 'bridge-options') return error.message;
    throw error;
  }
  return 'accepted';
}

test('nothing is connected or thrown when all is right, and logs name the stream', () => {
  expect(redisStreamBridge(right).name).toBe('redis-stream orders');
});

test.each([
  [undefined, 'was called with undefined. Call it with an object'],
  [{ ...right, url: 'localhost:6379' }, "Write url: 'redis://localhost:6379'."],
  [{ ...right, url: 'http://localhost' }, "Write url: 'redis://localhost:6379'."],
  [{ ...right, stream: '' }, 'was given stream: "". Make stream a text that is not empty.'],
  [{ ...right, group: 7 }, 'was given group: 7.'],
  [{ ...right, handle: undefined }, 'needs a function as its handle. Write handle: async'],
  [{ ...right, parse: 'json' }, 'needs a function as its parse.'],
  [{ ...right, from: 'middle' }, `was given from: "middle". Make from 'start' or 'new'.`],
  [{ ...right, concurrency: 0 }, 'Make concurrency a whole number from 1 to 1000.'],
  [{ ...right, prefetch: 1.5 }, 'Make prefetch a whole number from 1 to 10000.'],
  [{ ...right, claimAfterMs: 10 }, 'Make claimAfterMs a whole number from 100 to'],
  [{ ...right, retryMs: 500, maxRetryMs: 100 }, 'Make maxRetryMs a whole number from 500 to'],
  [{ ...right, maxDeliveries: Infinity }, 'Make maxDeliveries a whole number'],
  [{ ...right, deadLetter: true }, 'was given deadLetter: true.'],
  [{ ...right, prefetsh: 5 }, 'has no option prefetsh. Its options are url, client, stream,'],
])('options that are wrong are told by name: %j', (options, message) => {
  expect(refusal(options)).toContain(message);
});

test('a password is never in a message', () => {
  expect(refusal({ ...right, url: 'htp://ann:secret@localhost' })).not.toContain('secret');
});

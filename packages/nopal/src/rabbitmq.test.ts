import { expect, test } from 'vitest';
import { BridgeError, rabbitBridge, type RabbitOptions } from './rabbitmq.ts';

const right: RabbitOptions = { url: 'amqp://localhost', queue: 'orders', handle: () => undefined };

/** The message by which a bridge is refused. */
function refusal(options: unknown): string {
  try {
    rabbitBridge(options as RabbitOptions);
  } catch (error) {
    if (error instanceof BridgeError && error.code === 'bridge-options') return error.message;
    throw error;
  }
  return 'accepted';
}

test('nothing is connected or thrown when all is right, and logs name the queue', () => {
  expect(rabbitBridge(right).name).toBe('rabbitmq orders');
});

test.each([
  [{ ...right, url: undefined }, "Write url: 'amqp://localhost'."],
  [{ ...right, queue: undefined }, 'was given queue: undefined. Make queue a text that is not empty.'],
  [{ ...right, handle: 'print' }, 'needs a function as its handle.'],
  [{ ...right, prefetch: 70_000 }, 'Make prefetch a whole number from 1 to 65535.'],
  [{ ...right, prefetch: 5, concurrency: 6 }, 'Make concurrency a whole number from 1 to 5.'],
  [{ ...right, declare: true }, 'was given declare: true. Make declare an object, or false.'],
  [{ ...right, group: 'web' }, 'has no option group. Its options are url, socket, queue,'],
])('options that are wrong are told by name: %j', (options, message) => {
  expect(refusal(options)).toContain(message);
});

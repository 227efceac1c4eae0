/** What bridges hand to their handles, checked by the compiler alone: every `@ts-expect-error` is an error that must stay. */
import { createTopic, createTopicGroup } from '../../src/index.ts';
import { rabbitBridge, toTopic as fromQueue } from '../../src/rabbitmq.ts';
import { redisStreamBridge, toTopic, type StreamFields } from '../../src/redis-streams.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function assertType<_Proof extends true>(): void {}

interface Order {
  readonly orderId: string;
  readonly total: number;
}

const orders = createTopic<Order>('typed-orders');
const inbox = createTopicGroup<Order>('typed-inbox:');
const stream = { url: 'redis://localhost', stream: 'orders', group: 'web' };
const queue = { url: 'amqp://localhost', queue: 'orders' };
const parse = ({ orderId = '', total }: StreamFields): Order => ({ orderId, total: Number(total) });

// Messages are what `parse` makes, and without it the fields, or unknown
redisStreamBridge({ ...stream, parse, handle: (message) => assertType<Equal<typeof message, Order>>() });
redisStreamBridge({ ...stream, handle: (message) => assertType<Equal<typeof message, StreamFields>>() });
rabbitBridge({ ...queue, handle: (message) => assertType<Equal<typeof message, unknown>>() });
rabbitBridge({
  ...queue,
  parse: ({ content }) => content.length,
  handle: (message) => assertType<Equal<typeof message, number>>(),
});

// An id is always there from a stream, and may be missing from a queue
redisStreamBridge({ ...stream, handle: (_fields, { id }) => assertType<Equal<typeof id, string>>() });
rabbitBridge({ ...queue, handle: (_message, { id }) => assertType<Equal<typeof id, string | undefined>>() });

// What is published is what the topic takes
redisStreamBridge({ ...stream, parse, handle: toTopic(orders) });
redisStreamBridge({ ...stream, parse, handle: toTopic((order: Order) => inbox(order.orderId)) });
redisStreamBridge({ ...stream, handle: toTopic(orders, parse) });
// @ts-expect-error fields are no order
redisStreamBridge({ ...stream, handle: toTopic(orders) });
// @ts-expect-error nobody has looked whether it is an order
rabbitBridge({ ...queue, handle: fromQueue(orders) });

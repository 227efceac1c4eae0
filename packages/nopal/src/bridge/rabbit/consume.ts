import type { ChannelModel, ConfirmChannel, ConsumeMessage, Options } from 'amqplib';
import { attempt, type Attempts, type DeadLetter, type Delivery } from '../attempts.ts';
import type { Session } from '../session.ts';
import { aborted, answered } from '../wait.ts';
import { Workers } from '../workers.ts';
import { ANSWER_MS, ensureQueue } from './connection.ts';
import { deliveriesOf } from './deliveries.ts';

/** What a bridge from a queue was told. */
export interface QueueSettings<M> {
  readonly queue: string;
  readonly declare: Options.AssertQueue | false;
  readonly prefetch: number;
  readonly concurrency: number;
  readonly deadLetter: string | false;
  readonly parse: (message: ConsumeMessage) => M;
}

/** Takes messages of a queue until the session is over. When this has resolved, what had begun is finished. */
export async function consumeQueue<M>(
  connection: ChannelModel,
  session: Session,
  settings: QueueSettings<M>,
  attempts: Attempts<M, string | undefined>,
): Promise<void> {
  const { queue, declare, prefetch, concurrency, deadLetter } = settings;
  if (declare !== false) await ensureQueue(connection, queue, declare);
  if (deadLetter !== false) await ensureQueue(connection, deadLetter, { durable: true });
  const channel = await answered(connection.createConfirmChannel(), ANSWER_MS);
  channel.on('error', (error) => session.fail(error));
  channel.on('close', () => session.fail(new Error('The channel was closed.')));
  const workers = new Workers(concurrency, session);
  try {
    await answered(channel.prefetch(prefetch), ANSWER_MS);
    const take = (message: ConsumeMessage | null): void => {
      if (message === null) return session.fail(new Error(`The queue ${queue} was deleted.`));
      workers.add(async () => attempt(deliveryOf(message, channel, settings), attempts, session.signal));
    };
    const { consumerTag } = await answered(channel.consume(queue, take), ANSWER_MS);
    session.connected();
    await aborted(session.signal);
    if (session.failure === undefined) await answered(channel.cancel(consumerTag), ANSWER_MS);
  } finally {
    await workers.end();
  }
  // Acknowledgements are on their way; the answer to this tells that they arrived. The rest is queued again.
  if (session.failure === undefined) await answered(channel.close(), ANSWER_MS);
}

function deliveryOf<M>(
  message: ConsumeMessage,
  channel: ConfirmChannel,
  { queue, parse, deadLetter }: QueueSettings<M>,
): Delivery<M, string | undefined> {
  // The types leave properties open, and publishers need not set any.
  const messageId: unknown = message.properties.messageId;
  const hasId = typeof messageId === 'string' && messageId !== '';
  return {
    name: `Message ${hasId ? messageId : `#${message.fields.deliveryTag}`} of ${queue}`,
    // Publishers of two queues may count alike, and feed the same topic.
    id: hasId ? `${queue}/${messageId}` : undefined,
    deliveries: deliveriesOf(message, queue),
    read: () => parse(message),
    // RabbitMQ counts only what it delivers itself.
    again: async () => undefined,
    done: async () => channel.ack(message),
    bury: async (letter) => {
      if (deadLetter === false) return channel.nack(message, false, false);
      await publishLetter(channel, message, queue, deadLetter, letter);
      channel.ack(message);
    },
  };
}

/** Puts a copy of a message into the queue of dead letters; resolves once RabbitMQ has it. */
async function publishLetter(
  channel: ConfirmChannel,
  { content, properties }: ConsumeMessage,
  from: string,
  to: string,
  { deliveries, reason }: DeadLetter,
): Promise<void> {
  // Put back by hand, it counts from the start; it does not expire; and whoever published it is not this user.
  const { 'x-delivery-count': _count, ...headers } = properties.headers ?? {};
  const { expiration: _expiration, userId: _userId, clusterId: _clusterId, ...rest } = properties;
  const options: Options.Publish = {
    ...rest,
    headers: { ...headers, 'x-nopal-queue': from, 'x-nopal-deliveries': deliveries, 'x-nopal-reason': reason },
    persistent: true,
    mandatory: true,
  };
  let isReturned = false;
  const returned = (): void => void (isReturned = true);
  channel.once('return', returned);
  try {
    const stored = new Promise<void>((resolve, reject) => {
      channel.publish('', to, content, options, (error: unknown) => (error ? reject(toError(error)) : resolve()));
    });
    await answered(stored, ANSWER_MS);
    if (isReturned) throw new Error(`The queue ${to} does not exist any more.`);
  } finally {
    channel.off('return', returned);
  }
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

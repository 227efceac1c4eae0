import type { ConsumeMessage, Options as AmqpOptions, SocketOptions } from 'amqplib';
import type { Attempts } from './bridge/attempts.ts';
import type { BridgeHandle } from './bridge/context.ts';
import { BridgeError } from './bridge/error.ts';
import { Options } from './bridge/options.ts';
import { ANSWER_MS, connectRabbit, isRefusal } from './bridge/rabbit/connection.ts';
import { consumeQueue, type QueueSettings } from './bridge/rabbit/consume.ts';
import { keepConnected } from './bridge/session.ts';
import { answered, type Backoff } from './bridge/wait.ts';
import type { ServiceFunction } from './index.ts';

export { toTopic } from './bridge/context.ts';
export type { BridgeContext, BridgeHandle } from './bridge/context.ts';
export { BRIDGE_ERROR_CODES, BridgeError, RejectMessage } from './bridge/error.ts';
export type { BridgeErrorCode } from './bridge/error.ts';

/** Options of {@link rabbitBridge}. */
export interface RabbitOptions<M = unknown> {
  /** `amqp://user:password@localhost:5672/vhost`, or `amqps://` for TLS. */
  readonly url: string;
  /** Settings of the connection: certificates for TLS, for example. */
  readonly socket?: SocketOptions;
  /** The queue. */
  readonly queue: string;
  /**
   * How to make the queue if it does not exist; one that does stays as it is. Default `{ durable: true }`. `false`: it
   * must exist.
   */
  readonly declare?: AmqpOptions.AssertQueue | false;
  /**
   * Makes the message of what came. What it throws for becomes a dead letter at once. Default: the content as JSON in
   * UTF-8.
   */
  readonly parse?: (message: ConsumeMessage) => M;
  /** Takes a message; acknowledged once what it returns has resolved. */
  readonly handle: BridgeHandle<M>;
  /** How many messages RabbitMQ hands out before the first is acknowledged. Default 20, at most 65,535. */
  readonly prefetch?: number;
  /**
   * How many messages are handled at the same time; only with 1 they keep their order. Default 1, at most `prefetch`.
   */
  readonly concurrency?: number;
  /** How often a message is delivered before it becomes a dead letter. Default 10. */
  readonly maxDeliveries?: number;
  /** Wait before a failed message is tried again, in milliseconds; doubles each time. Default 100. */
  readonly retryMs?: number;
  /** Longest such wait, in milliseconds. Default 30,000. */
  readonly maxRetryMs?: number;
  /**
   * The queue that dead letters are put into, made durable if it does not exist. Default `<queue>.dead-letter`. `false`:
   * they are rejected, so that the queue's own dead letter exchange gets them; without one RabbitMQ drops them.
   */
  readonly deadLetter?: string | false;
}

// A record, so that the compiler sees that none is forgotten.
const NAMES: Readonly<Record<keyof RabbitOptions, true>> = {
  url: true,
  socket: true,
  queue: true,
  declare: true,
  parse: true,
  handle: true,
  prefetch: true,
  concurrency: true,
  maxDeliveries: true,
  retryMs: true,
  maxRetryMs: true,
  deadLetter: true,
};

/**
 * A background service that takes the messages of a RabbitMQ queue and hands them to `handle`: to publish them to a
 * topic, or to set the state of components.
 *
 * A message is acknowledged only after `handle` resolved, so each is handled at least once: after a crash it is handled
 * again. Its `id` is made of the `message-id` that its publisher set; publishing by that id stores it once. Without one,
 * `id` is `undefined`, and a message that was stored right before a crash is stored again. One that fails is tried again
 * while those after it wait, and becomes a dead letter after `maxDeliveries`. A lost connection is logged once and made
 * again. When the app shuts down, what is being handled is finished and acknowledged.
 *
 * @throws BridgeError `bridge-options`; importing this module throws when the package amqplib is not installed
 * @example
 * ```ts
 * import { rabbitBridge, toTopic } from 'nopal/rabbitmq';
 *
 * app.addHostedService(
 *   rabbitBridge({
 *     url: 'amqp://localhost',
 *     queue: 'orders',
 *     parse: ({ content }) => OrderSchema.parse(JSON.parse(content.toString())),
 *     handle: toTopic(orders),
 *   }),
 * );
 * ```
 */
export function rabbitBridge<M>(options: RabbitOptions<M> & Required<Pick<RabbitOptions<M>, 'parse'>>): ServiceFunction;
export function rabbitBridge(options: RabbitOptions): ServiceFunction;
export function rabbitBridge<M>(options: RabbitOptions<M>): ServiceFunction {
  const { url, settings, retry, maxDeliveries } = check(options);
  const broker = `RabbitMQ at ${new URL(url).host}`;
  const { handle, socket = {} } = options;
  const service: ServiceFunction = async ({ signal: stop, ...context }) => {
    const deadLetters =
      settings.deadLetter === false
        ? 'the dead letter exchange of the queue, if it has one'
        : `the queue ${settings.deadLetter}`;
    const attempts: Attempts<M, string | undefined> = { handle, context, stop, maxDeliveries, retry, deadLetters };
    await keepConnected({
      broker,
      logger: context.logger,
      stop,
      work: async (session) => {
        const connection = await connectRabbit(url, socket, session);
        try {
          await consumeQueue(connection, session, settings, attempts);
        } catch (error) {
          session.fail(error);
        }
        try {
          await answered(connection.close(), ANSWER_MS);
        } catch (error) {
          // It is closed already, mostly: that is why this session is over.
          session.fail(error);
        }
      },
      explain: (error) => (isRefusal(error) ? refused(broker, settings.queue, error) : undefined),
    });
  };
  return Object.defineProperty(service, 'name', { value: `rabbitmq ${settings.queue}` });
}

function check<M>(options: RabbitOptions<M>): {
  readonly url: string;
  readonly settings: QueueSettings<M>;
  readonly retry: Backoff;
  readonly maxDeliveries: number;
} {
  const read = new Options('rabbitBridge', options, Object.keys(NAMES));
  read.function('handle', 'Write handle: async (message, { topics, id }) => { … }.');
  if (options.parse !== undefined) read.function('parse', 'Write parse: ({ content }) => ….');
  read.objectOrFalse('declare');
  const queue = read.text('queue');
  const prefetch = read.count('prefetch', 20, 1, 65_535);
  return {
    url: read.url(['amqp', 'amqps'], 'amqp://localhost'),
    settings: {
      queue,
      prefetch,
      declare: options.declare ?? { durable: true },
      concurrency: read.count('concurrency', 1, 1, prefetch),
      deadLetter: read.nameOrFalse('deadLetter', `${queue}.dead-letter`),
      // Without `parse`, the second signature says that M is unknown.
      parse: options.parse ?? (({ content }) => JSON.parse(content.toString('utf8')) as M),
    },
    retry: read.backoff(),
    maxDeliveries: read.count('maxDeliveries', 10, 1, 1_000_000),
  };
}

function refused(broker: string, queue: string, cause: Error): BridgeError {
  return new BridgeError(
    'bridge-refused',
    `${broker} refused to hand out ${queue}: ${cause.message}`,
    'Check the user, what it may do, and that the queue exists; the bridge tries again by itself.',
    { cause },
  );
}

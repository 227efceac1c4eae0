import { hostname } from 'node:os';
import type { Attempts } from './bridge/attempts.ts';
import type { BridgeHandle } from './bridge/context.ts';
import { BridgeError } from './bridge/error.ts';
import { Options } from './bridge/options.ts';
import { type ClientOptions, connectClients, isRefusal } from './bridge/redis/client.ts';
import { Consumption, type StreamSettings } from './bridge/redis/consume.ts';
import { Group, type GroupName, type StreamFields } from './bridge/redis/group.ts';
import { keepConnected } from './bridge/session.ts';
import type { Backoff } from './bridge/wait.ts';
import type { ServiceFunction } from './index.ts';

export { toTopic } from './bridge/context.ts';
export type { BridgeContext, BridgeHandle } from './bridge/context.ts';
export { BRIDGE_ERROR_CODES, BridgeError, RejectMessage } from './bridge/error.ts';
export type { BridgeErrorCode } from './bridge/error.ts';
export type { StreamFields } from './bridge/redis/group.ts';

/** Options of {@link redisStreamBridge}. */
export interface RedisStreamOptions<M = StreamFields> {
  /** `redis://localhost:6379`, with `rediss://` for TLS, `user:password@` and `/database` where needed. */
  readonly url: string;
  /** Other settings of the client: `socket` for TLS, credentials, a name. */
  readonly client?: ClientOptions;
  /** The key of the stream. It is made if it does not exist. */
  readonly stream: string;
  /** The consumer group: each entry goes to one consumer of it. It is made if it does not exist. */
  readonly group: string;
  /**
   * The name of this process in the group. The same after a restart, so that it finds what it had; and another one than
   * those of other processes that run at the same time. Default: the name of the machine.
   */
  readonly consumer?: string;
  /** Where a group begins that is made: with the first entry that the stream has, or with new ones. Default `start`. */
  readonly from?: 'start' | 'new';
  /** Makes the message of an entry's fields. What it throws for becomes a dead letter at once. Default: the fields. */
  readonly parse?: (fields: StreamFields) => M;
  /** Takes a message; acknowledged once what it returns has resolved. */
  readonly handle: BridgeHandle<M, string>;
  /** How many messages are handled at the same time; only with 1 they keep their order. Default 1, at most 1000. */
  readonly concurrency?: number;
  /** How many new entries are fetched at a time. Default 50, at most 10,000. */
  readonly prefetch?: number;
  /** How often an entry is delivered before it becomes a dead letter. Default 10. */
  readonly maxDeliveries?: number;
  /** Wait before a failed message is tried again, in milliseconds; doubles each time. Default 100. */
  readonly retryMs?: number;
  /** Longest such wait, in milliseconds. Default 30,000. */
  readonly maxRetryMs?: number;
  /** How long a consumer may be silent before others take its entries, in milliseconds, at least 100. Default 60,000. */
  readonly claimAfterMs?: number;
  /**
   * The stream that dead letters are moved to, with their fields and why. Default `<stream>:dead-letter`. `false`: they
   * are logged as errors, acknowledged, and gone.
   */
  readonly deadLetter?: string | false;
}

// A record, so that the compiler sees that none is forgotten.
const NAMES: Readonly<Record<keyof RedisStreamOptions, true>> = {
  url: true,
  client: true,
  stream: true,
  group: true,
  consumer: true,
  from: true,
  parse: true,
  handle: true,
  concurrency: true,
  prefetch: true,
  maxDeliveries: true,
  retryMs: true,
  maxRetryMs: true,
  claimAfterMs: true,
  deadLetter: true,
};

/**
 * A background service that takes the entries of a Redis stream, as one consumer of a group, and hands them to `handle`:
 * to publish them to a topic, or to set the state of components. Needs Redis 6.2 or newer, or Valkey.
 *
 * An entry is acknowledged only after `handle` resolved, so each is handled at least once: after a crash it is handled
 * again, with the same `id`. Publishing by that id stores it once. One that fails is tried again while those after it
 * wait, and becomes a dead letter after `maxDeliveries`. A lost connection is logged once and made again. When the app
 * shuts down, what is being handled is finished and acknowledged.
 *
 * @throws BridgeError `bridge-options`; importing this module throws when the package redis is not installed
 * @example
 * ```ts
 * import { redisStreamBridge, toTopic } from 'nopal/redis-streams';
 *
 * app.addHostedService(
 *   redisStreamBridge({
 *     url: 'redis://localhost:6379',
 *     stream: 'orders',
 *     group: 'web',
 *     parse: ({ orderId = '', total }) => ({ orderId, total: Number(total) }),
 *     handle: toTopic(orders),
 *   }),
 * );
 * app.addHostedService(
 *   redisStreamBridge({
 *     url: 'redis://localhost:6379',
 *     stream: 'deployments',
 *     group: 'dashboard',
 *     handle: ({ status }, { updater }) => updater.broadcastStateUpdate('deploymentStatus', status, { retain: true }),
 *   }),
 * );
 * ```
 */
export function redisStreamBridge<M>(
  options: RedisStreamOptions<M> & Required<Pick<RedisStreamOptions<M>, 'parse'>>,
): ServiceFunction;
export function redisStreamBridge(options: RedisStreamOptions): ServiceFunction;
export function redisStreamBridge<M>(options: RedisStreamOptions<M>): ServiceFunction {
  const { url, name, settings, retry, maxDeliveries } = check(options);
  const broker = `Redis at ${new URL(url).host}`;
  const { handle, client = {} } = options;
  const service: ServiceFunction = async ({ signal: stop, ...context }) => {
    const deadLetters = settings.deadLetter === false ? undefined : `the stream ${settings.deadLetter}`;
    const attempts: Attempts<M, string> = { handle, context, stop, maxDeliveries, retry, deadLetters };
    await keepConnected({
      broker,
      logger: context.logger,
      stop,
      work: async (session) => {
        const clients = await connectClients(url, client, session);
        // Frees the blocked read. What Redis has sent on it by then stays pending, and is taken first next time.
        session.signal.addEventListener('abort', () => clients.reading.destroy());
        if (session.signal.aborted) clients.reading.destroy();
        try {
          await new Consumption(new Group(clients, name), session, settings, attempts).run();
        } finally {
          clients.reading.destroy();
          clients.commands.destroy();
        }
      },
      explain: (error) => (isRefusal(error) ? refused(broker, name, error) : undefined),
    });
  };
  return Object.defineProperty(service, 'name', { value: `redis-stream ${name.stream}` });
}

function check<M>(options: RedisStreamOptions<M>): {
  readonly url: string;
  readonly name: GroupName;
  readonly settings: StreamSettings<M>;
  readonly retry: Backoff;
  readonly maxDeliveries: number;
} {
  const read = new Options('redisStreamBridge', options, Object.keys(NAMES));
  read.function('handle', 'Write handle: async (message, { topics, id }) => { … }.');
  if (options.parse !== undefined) read.function('parse', 'Write parse: (fields) => ….');
  const stream = read.text('stream');
  return {
    url: read.url(['redis', 'rediss'], 'redis://localhost:6379'),
    name: { stream, group: read.text('group'), consumer: read.text('consumer', hostname()) },
    settings: {
      stream,
      from: read.oneOf('from', ['start', 'new']),
      prefetch: read.count('prefetch', 50, 1, 10_000),
      concurrency: read.count('concurrency', 1, 1, 1000),
      claimAfterMs: read.count('claimAfterMs', 60_000, 100, 86_400_000),
      deadLetter: read.nameOrFalse('deadLetter', `${stream}:dead-letter`),
      // Without `parse`, the second signature says that M is the fields.
      parse: options.parse ?? ((fields) => fields as M),
    },
    retry: read.backoff(),
    maxDeliveries: read.count('maxDeliveries', 10, 1, 1_000_000),
  };
}

function refused(broker: string, { stream, group }: GroupName, cause: Error): BridgeError {
  return new BridgeError(
    'bridge-refused',
    `${broker} refused to hand out ${stream} to the group ${group}: ${cause.message}`,
    'Check that the key is a stream and what the user may do; the bridge tries again by itself.',
    { cause },
  );
}

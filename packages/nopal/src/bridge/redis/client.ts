import type { RedisClientOptions } from 'redis';
import type { Session } from '../session.ts';
import { answered } from '../wait.ts';

const redis = await import('redis').catch((error: unknown) => {
  throw new Error(
    'nopal/redis-streams is made on the package redis, which could not be loaded. It is not installed with nopal: npm install redis.',
    { cause: error },
  );
});

/** A command that takes longer counts as a lost connection, in milliseconds; a read may block that much longer. */
export const ANSWER_MS = 15_000;

/** A connection to Redis. */
export type Client = ReturnType<typeof makeClient>;

/** What the bridge decides itself. */
export type ClientOptions = Omit<
  RedisClientOptions,
  'url' | 'RESP' | 'modules' | 'functions' | 'scripts' | 'commandOptions'
>;

/** The two connections of a session: one may be blocked by a read while the other acknowledges. */
export interface Clients {
  readonly reading: Client;
  readonly commands: Client;
}

/**
 * Connects twice. A lost connection fails the session, which starts over with what is pending; so the clients do not
 * reconnect by themselves.
 */
export async function connectClients(url: string, options: ClientOptions, session: Session): Promise<Clients> {
  const clients = { reading: makeClient(url, options), commands: makeClient(url, options) };
  const both = Object.values(clients);
  for (const client of both) {
    client.on('error', (error) => session.fail(error));
    client.on('end', () => session.fail(new Error('The connection was closed.')));
  }
  try {
    const connected = Promise.all(both.map(async (client) => client.connect()));
    await answered(connected, ANSWER_MS, session.signal);
  } catch (error) {
    for (const client of both) client.destroy();
    throw error;
  }
  return clients;
}

/** Whether Redis understood and declined, so that the connection is not to blame. */
export function isRefusal(error: unknown): error is Error {
  return error instanceof redis.ErrorReply;
}

function makeClient(url: string, options: ClientOptions) {
  return redis.createClient({ ...options, url, socket: { ...options.socket, reconnectStrategy: false } });
}

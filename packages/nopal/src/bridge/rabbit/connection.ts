import type { ChannelModel, Options, SocketOptions } from 'amqplib';
import type { Session } from '../session.ts';
import { answered } from '../wait.ts';

const amqp = await import('amqplib').catch((error: unknown) => {
  throw new Error(
    'nopal/rabbitmq is made on the package amqplib, which could not be loaded. It is not installed with nopal: npm install amqplib.',
    { cause: error },
  );
});

/** How long the broker may take to answer, in milliseconds. */
export const ANSWER_MS = 15_000;
/** How often both sides say that they are alive, in seconds; the url may say otherwise. */
const HEARTBEAT_S = 15;
/** What AMQP answers when it understood and declined: access refused, not found, locked, other settings. */
const REFUSALS: ReadonlySet<unknown> = new Set([403, 404, 405, 406]);

/** Connects; a connection that is lost later fails the session. */
export async function connectRabbit(url: string, socket: SocketOptions, session: Session): Promise<ChannelModel> {
  const address = new URL(url);
  if (!address.searchParams.has('heartbeat')) address.searchParams.set('heartbeat', String(HEARTBEAT_S));
  const connecting = amqp.connect(address.href, { timeout: ANSWER_MS, ...socket });
  let connection: ChannelModel;
  try {
    connection = await answered(connecting, ANSWER_MS, session.signal);
  } catch (error) {
    // It may still come about, with nobody there to use it.
    connecting.then(async (late) => late.close()).catch((problem: unknown) => session.fail(problem));
    throw error;
  }
  connection.on('error', (error) => session.fail(error));
  connection.on('close', (error) => session.fail(error ?? new Error('The connection was closed.')));
  return connection;
}

/** Makes a queue unless there is one of this name, which then stays as it is. */
export async function ensureQueue(
  connection: ChannelModel,
  queue: string,
  options: Options.AssertQueue,
): Promise<void> {
  if (await isThere(connection, queue)) return;
  const channel = await answered(connection.createChannel(), ANSWER_MS);
  // The caller hears of it by the call that fails.
  channel.on('error', () => undefined);
  await answered(channel.assertQueue(queue, options), ANSWER_MS);
  await answered(channel.close(), ANSWER_MS);
}

async function isThere(connection: ChannelModel, queue: string): Promise<boolean> {
  // "Not found" closes the channel that asked.
  const channel = await answered(connection.createChannel(), ANSWER_MS);
  channel.on('error', () => undefined);
  try {
    await answered(channel.checkQueue(queue), ANSWER_MS);
  } catch (error) {
    if (codeOf(error) === 404) return false;
    throw error;
  }
  await answered(channel.close(), ANSWER_MS);
  return true;
}

/** Whether RabbitMQ understood and declined, so that the connection is not to blame. */
export function isRefusal(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  // A login that is declined has no code of its own.
  return REFUSALS.has(codeOf(error)) || /ACCESS.REFUSED/.test(error.message);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

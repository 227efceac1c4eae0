import { WebSocket } from 'ws';
import { TopicClient, type TopicClientOptions } from './topic-client/client.ts';
import type { ClientSocket, Platform, SocketEvents } from './topic-client/platform.ts';

export type { TopicGap, TopicPresenceChange, TopicPresentUser } from './protocol/topic-answers.ts';
export type { HistoryQuery, SubscribeFrom, TopicPosition } from './protocol/topic-messages.ts';
export type { DeclaredTopic, MessageOf, TopicClient, TopicClientOptions } from './topic-client/client.ts';
export { TopicClientError, type TopicClientErrorCode } from './topic-client/error.ts';
export type { ClientStatus, ReconnectOptions } from './topic-client/link.ts';
export type { Membership } from './topic-client/presence.ts';
export type { ClientTopic, PublishOptions } from './topic-client/topic.ts';
export type {
  History,
  Listener,
  PresenceState,
  Published,
  Start,
  SubscribeOptions,
  Subscription,
  TopicMessage,
} from './topic-client/types.ts';

/** Options of a topic client in Node. */
export interface ConnectOptions extends TopicClientOptions {
  /** Headers of the request by which it connects, such as `cookie` or `authorization`: what `identify` sees. Node only. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/**
 * Connects to an app's topics. The client keeps its connection up and goes on where it was; it keeps the process alive
 * until it is closed.
 *
 * @param url the app's address, such as `http://localhost:8080`
 * @throws TypeError for an address that is none
 * @example
 * ```ts
 * const client = connectTopics('http://localhost:8080');
 * const lobby = client.topic<ChatMessage>('room:lobby');
 * await lobby.publish({ text: 'hi' });
 * for await (const { offset, message } of lobby.subscribe({ from: { last: 20 } })) console.log(offset, message.text);
 * ```
 */
export function connectTopics(url: string | URL, options: ConnectOptions = {}): TopicClient {
  const endpoint = new URL(`${options.basePath ?? '/_nopal'}/topics`, url);
  endpoint.protocol = endpoint.protocol.replace('http', 'ws');
  return new TopicClient(endpoint.href, nodePlatform(options.headers ?? {}), options);
}

function nodePlatform(headers: Readonly<Record<string, string>>): Platform {
  return {
    open: (url, events) => openSocket(url, headers, events),
    every: (ms, run) => {
      const timer = setInterval(run, ms).unref();
      return () => clearInterval(timer);
    },
    // Node does not tell.
    onWake: () => () => undefined,
  };
}

function openSocket(url: string, headers: Readonly<Record<string, string>>, events: SocketEvents): ClientSocket {
  const socket = new WebSocket(url, { headers, perMessageDeflate: false });
  let cause: unknown;
  socket.on('open', () => events.opened());
  socket.on('message', (data: Buffer) => events.received(data.toString('utf8')));
  // A close follows.
  socket.on('error', (error) => (cause = error));
  socket.on('close', (code) => events.closed(code, cause));
  return {
    send: (text) => socket.send(text),
    close: () => socket.close(1000),
    cut: () => socket.terminate(),
  };
}

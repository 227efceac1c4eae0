/** Endpoints of topics on a bare server: no app, no pages. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { WebSocket, type ClientOptions } from 'ws';
import { DEFAULT_LIMITS, type Limits } from '../../src/protocol/limits.ts';
import type { TopicError } from '../../src/push/error.ts';
import type { TopicStore } from '../../src/push/store.ts';
import { createTopic, type Topic, type TopicOptions } from '../../src/push/topic.ts';
import { Topics } from '../../src/push/topics.ts';
import { TopicGate, type Identify } from '../../src/server/topics/access.ts';
import { EventsEndpoint, type TopicEventsOptions } from '../../src/server/topics/events.ts';
import type { TopicSocketOptions } from '../../src/server/topics/plain-options.ts';
import { PlainSocketEndpoint } from '../../src/server/topics/plain-socket.ts';
import { WebSocketEndpoints } from '../../src/transport/endpoints.ts';
import type { OriginPolicy } from '../../src/transport/origin.ts';
import { until } from './until.ts';

/** A topic with which everybody may do everything, as fast as they like. */
export function openTopic<T>(name: string, options: TopicOptions<T> = {}): Topic<T> {
  const access = { subscribe: true, publish: true, presence: true, ...options.access };
  return createTopic<T>(name, { rate: { perSecond: 1e6, burst: 1e6 }, ...options, access });
}

/** How a server is started. */
export interface ServeOptions {
  readonly origins?: Partial<OriginPolicy>;
  readonly limits?: Partial<Limits>;
  readonly identify?: Identify;
  readonly store?: TopicStore;
}

/** A running server. */
export interface TopicServer {
  readonly port: number;
  readonly topics: Topics;
  readonly endpoints: WebSocketEndpoints;
  /** What was logged at warn or error: the code, or else the text. */
  readonly log: string[];
  /** The connections that there are, at the server's end. */
  readonly connections: Set<Socket>;
  socket<T>(path: string, topic: Topic<T>, options?: TopicSocketOptions<T>): PlainSocketEndpoint<T>;
  events<T>(path: string, topic: Topic<T>, options?: TopicEventsOptions<T>): EventsEndpoint<T>;
  /** Connects to the WebSocket endpoint at a path and collects what comes. */
  connect(path: string, options?: ClientOptions): Promise<PlainTestClient>;
}

/** A WebSocket client. */
export interface PlainTestClient {
  readonly socket: WebSocket;
  readonly frames: string[];
  /** The port at its end, by which the server knows it. */
  readonly port: number;
  /** How it was closed, once it is. */
  closed: { readonly code: number; readonly reason: string } | undefined;
}

/** Starts a server; it ends with the test. */
export async function serveTopics({ origins, limits, identify, store }: ServeOptions = {}): Promise<TopicServer> {
  const log: string[] = [];
  const note = (fields: object, message: string): void => {
    log.push('code' in fields ? String(fields.code) : message);
  };
  const ignore = (): void => undefined;
  const topics = new Topics({ store, report: (error: TopicError) => void log.push(error.code) });
  const endpoints = new WebSocketEndpoints({ ...DEFAULT_LIMITS, ...limits });
  const parts = {
    topics,
    gate: new TopicGate(topics, identify, (error) => void log.push(error.code)),
    endpoints,
    log: { trace: ignore, debug: ignore, info: ignore, warn: note, error: note, isLevelEnabled: () => true },
    origins: { origins: [], requireOrigin: false, ...origins },
    limits: { ...DEFAULT_LIMITS, ...limits },
  };
  const mounted: { handle: EventsEndpoint<unknown>['handle'] }[] = [];
  const server = createServer((request, response) => {
    if (!mounted.some((each) => each.handle(request, response))) response.writeHead(404).end();
  });
  const connections = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
  });
  endpoints.attach(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(async () => {
    await topics.close();
    server.close();
    server.closeAllConnections();
    for (const connection of connections) connection.destroy();
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    topics,
    endpoints,
    log,
    connections,
    socket: (path, topic, options) => new PlainSocketEndpoint(parts, path, topic, options),
    events: (path, topic, options) => {
      const endpoint = new EventsEndpoint(parts, path, topic, options);
      mounted.push(endpoint);
      return endpoint;
    },
    connect: (path, options) => connect(`ws://127.0.0.1:${port}${path}`, options),
  };
}

async function connect(url: string, options: ClientOptions = {}): Promise<PlainTestClient> {
  const socket = new WebSocket(url, options);
  onTestFinished(() => socket.terminate());
  const frames: string[] = [];
  const client: { -readonly [K in keyof PlainTestClient]: PlainTestClient[K] } = {
    socket,
    frames,
    port: 0,
    closed: undefined,
  };
  socket.on('message', (data: Buffer, isBinary) => frames.push(isBinary ? 'binary' : data.toString()));
  socket.on('close', (code, reason) => (client.closed = { code, reason: reason.toString() }));
  socket.on('upgrade', ({ socket: own }) => (client.port = own.localPort ?? 0));
  socket.on('error', () => undefined);
  await until(() => socket.readyState !== socket.CONNECTING);
  return client;
}

/** A message of a chat. */
export interface Said {
  readonly from: string;
  readonly text: string;
}

/** A chat as its readers know it. */
export const CHAT: TopicSocketOptions<Said> = {
  user: ({ socket }) => ({ id: `User${socket.remotePort}` }),
  welcome: ({ user, online }) => `Welcome! You are ${user.id}. There are ${online} users online.`,
  joined: ({ id }) => `${id} has joined the chat`,
  left: ({ id }) => `${id} has left the chat`,
  show: ({ from, text }) => `${from} says: ${text}`,
  receive: (text, { user }) => ({ from: user.id, text }),
};

/** Headers that ask for a WebSocket. */
export const UPGRADE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
};

/** What a client has got, once it is so much. */
export async function heard(client: PlainTestClient, count: number): Promise<readonly string[]> {
  await until(() => client.frames.length >= count);
  return client.frames;
}

/** What a client has got, as JSON. */
export function jsonOf(client: PlainTestClient): readonly Record<string, unknown>[] {
  return client.frames.map((frame) => JSON.parse(frame) as Record<string, unknown>);
}

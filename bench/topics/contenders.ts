import { Contender, startBareServer } from '../rig/contender.ts';
import type { FlowApi } from '../rig/flow.ts';
import { Remote } from '../rig/remote.ts';
import type { Plan } from '../rig/usage.ts';
import type { RoomsApi } from './rooms-server.ts';
import type { TopicsApi } from './server.ts';

/** A contender that can say how much flows through it. */
export interface TopicContender extends Contender {
  readonly server: Remote<FlowApi>;
}

/** Where topic clients connect. */
export const CLIENTS = '/_nopal/topics';

/** Starts an app with rooms. @param flags for Node */
export function startTopics(flags?: readonly string[]): Remote<TopicsApi> {
  return Remote.start<TopicsApi>(new URL('server.ts', import.meta.url), flags);
}

/** Starts nopal, with topic clients that subscribe to the first room. */
export async function startTopicClients(): Promise<TopicContender> {
  const server = startTopics();
  const port = await server.ask('listen');
  const role = { topics: 1, last: 0, isPresent: false };
  const push = (plan: Plan): Promise<number[]> => server.ask('push', plan);
  const target = { kind: 'topic', port, path: CLIENTS, role } as const;
  return Object.assign(new Contender({ name: 'nopal', target, server, push }), { server });
}

/** Starts nopal, with clients without a library at its plain-text endpoint. */
export async function startPlainClients(): Promise<TopicContender> {
  const server = startTopics();
  const port = await server.ask('listen');
  const push = (plan: Plan): Promise<number[]> => server.ask('push', plan);
  const target = { kind: 'bare', port, path: '/' } as const;
  return Object.assign(new Contender({ name: 'nopal, plain text', target, server, push }), { server });
}

/** Starts Socket.IO, with clients in a room. */
export async function startRooms(): Promise<TopicContender> {
  const server = Remote.start<RoomsApi>(new URL('rooms-server.ts', import.meta.url));
  const port = await server.ask('listen');
  const push = (plan: Plan): Promise<number[]> => server.ask('push', plan);
  const target = { kind: 'socketio', port, path: '/socket.io/?EIO=4&transport=websocket' } as const;
  return Object.assign(new Contender({ name: 'Socket.IO', target, server, push }), { server });
}

/** Starts bare `ws`, which writes a finished frame to each socket. @param bytes the size of a message on the wire */
export async function startSockets(bytes: number): Promise<TopicContender> {
  const server = startBareServer();
  const port = await server.ask('listen');
  const push = (plan: Plan): Promise<number[]> => server.ask('push', plan, bytes);
  const target = { kind: 'bare', port, path: '/' } as const;
  return Object.assign(new Contender({ name: 'bare ws', target, server, push }), { server });
}

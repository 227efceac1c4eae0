import { newWebSocketRpcSession, type RpcStub } from 'capnweb';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { now } from '../../rig/clock.ts';
import { serve } from '../../rig/remote.ts';
import type { Pushed, PushTarget, WayName } from './ways.ts';

// Clients of capnweb in one process, the same for all servers: they count what they are called with. Started by the part.

// Node 20 has none, and capnweb looks there for the numbers of the states.
Object.assign(globalThis, { WebSocket });

/** Clients to open. */
export interface Opening {
  readonly port: number;
  readonly count: number;
  readonly way: WayName;
  /** After how many calls to all of them the server is told how many came. */
  readonly tellEvery?: number;
}

/** What came until now. */
export interface Came {
  readonly calls: number;
  /** By the clock of all processes, in milliseconds. */
  readonly at: number;
  /** Processor time of this process since it started, in microseconds. */
  readonly cpu: number;
}

const STREAMS: readonly WayName[] = ['topic stream', 'stream'];

const sockets: WebSocket[] = [];
let calls = 0;
let last = 0;
/** How long each call took to come, when that is wanted. In milliseconds. */
let ways: number[] | undefined;
let tell: ((calls: number) => void) | undefined;
let tellEvery = Infinity;
let untilTold = Infinity;
let lost: string | undefined;

function take(value: Pushed): void {
  calls++;
  last = now();
  if (ways !== undefined) ways.push(last - ('message' in value ? value.message : value).timestamp);
  if (--untilTold > 0) return;
  untilTold = tellEvery;
  tell?.(calls);
}

async function open(port: number, way: WayName): Promise<RpcStub<PushTarget>> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`, { perMessageDeflate: false });
  sockets.push(socket);
  socket.once('close', (code, reason) => {
    if (sockets.includes(socket)) lost = `${code} ${reason.toString()}`;
  });
  // A socket of `ws` is as a browser's in what capnweb uses of it.
  const api = newWebSocketRpcSession<PushTarget>(socket as unknown as globalThis.WebSocket);
  await once(socket, 'open');
  if (!STREAMS.includes(way)) {
    await api.subscribe(way, take);
    return api;
  }
  const stream = await api.stream(way);
  void read(stream as ReadableStream<Pushed>);
  return api;
}

async function read(stream: ReadableStream<Pushed>): Promise<void> {
  try {
    for await (const value of stream) take(value);
  } catch (error) {
    if (sockets.length > 0) lost = String(error);
  }
}

function came(): Came {
  if (lost !== undefined) throw new Error(`A client was lost: ${lost}`);
  const { user, system } = process.cpuUsage();
  return { calls, at: now(), cpu: user + system };
}

const methods = {
  /** Opens more clients. */
  async open(opening: Opening): Promise<void> {
    tellEvery = untilTold = opening.tellEvery ?? Infinity;
    for (let n = 0; n < opening.count; n++) {
      const api = await open(opening.port, opening.way);
      // One tells for all.
      if (n === 0) tell = (count) => api.told(opening.way, count)[Symbol.dispose]();
    }
  },

  came,

  /** Counts anew. @param isTimed whether it is wanted how long calls take to come */
  begin(isTimed: boolean): void {
    calls = 0;
    untilTold = tellEvery;
    ways = isTimed ? [] : undefined;
  },

  /** Resolves to what came, when nothing has come for so many milliseconds. */
  async quiet(ms: number): Promise<Came> {
    last = now();
    for (let left = ms; left > 0; left = last + ms - now()) await sleep(left);
    return came();
  },

  /** Resolves when so many calls came. @param most how long to wait at most, in milliseconds */
  async untilCame(count: number, most: number): Promise<Came> {
    const end = now() + most;
    const isMissing = (): boolean => calls < count && now() < end;
    while (isMissing()) await sleep(5);
    return came();
  },

  /** How long calls took to come, in milliseconds, since `begin`. */
  took(): { p50: number; p99: number } {
    const sorted = Float64Array.from(ways ?? []).toSorted();
    const at = (part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? NaN;
    return { p50: at(0.5), p99: at(0.99) };
  },

  /** Nobody reads any more. */
  pause(): void {
    for (const socket of sockets) socket.pause();
  },

  /** All go. */
  close(): void {
    for (const socket of sockets.splice(0)) socket.terminate();
  },
};

/** What the process with the clients can be asked. */
export type ClientsApi = typeof methods;

serve(methods);

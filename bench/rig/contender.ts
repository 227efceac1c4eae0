import type { BareApi } from './bare-server.ts';
import type { LoadApi, Opening } from './load.ts';
import type { NopalApi } from './nopal-server.ts';
import type { PUSHES } from './pages.ts';
import { Remote } from './remote.ts';
import type { SocketIoApi } from './socketio-server.ts';
import type { Counted, Latency } from './tally.ts';
import type { Memory, Plan, Used } from './usage.ts';

/** A round of updates, from both ends. */
export interface Round {
  readonly used: Used;
  readonly counted: Counted;
  readonly latency: Latency;
  /** Updates that visitors were not sent, because newer ones were there when they could take more. */
  readonly skipped: number;
}

/** When nothing has come for so long, and all of it is acknowledged, a round is over. */
const QUIET_MS = 500;
/**
 * Whoever gets updates acknowledges them, and needs not be asked whether they are there. Only here, where each server
 * waits for its turn, would they be; so none of the servers asks.
 */
export const QUIET_LIMITS = { beatMs: 3_600_000 };

/** What all servers can be asked. */
interface ServerApi {
  begin(watchLoop: boolean): void;
  end(): Used;
  memory(): Promise<Memory>;
}

interface Parts {
  readonly name: string;
  readonly target: Omit<Opening, 'count'>;
  readonly server: Remote<ServerApi>;
  readonly push: (plan: Plan) => Promise<number[]>;
}

/** A server, and the process with its visitors. */
export class Contender {
  readonly name: string;
  readonly #parts: Parts;
  /** The process with its visitors. */
  readonly load = startLoad();
  #visitors = 0;

  constructor(parts: Parts) {
    this.name = parts.name;
    this.#parts = parts;
  }

  /** Opens more visitors. */
  async open(count: number): Promise<void> {
    await this.load.ask('open', { ...this.#parts.target, count });
    this.#visitors += count;
  }

  /** Sends updates to everybody, and says what they cost. */
  async round(plan: Plan, watchLoop = false): Promise<Round> {
    const { server, push } = this.#parts;
    await this.load.ask('begin', plan.count);
    await server.ask('begin', watchLoop);
    const pushed = await push(plan);
    const counted = await this.load.ask('settled', QUIET_MS, !watchLoop);
    const used = await server.ask('end');
    const latency = await this.load.ask('latency', pushed, { from: 0, to: this.#visitors });
    const { lost, lostBecause, updates } = counted;
    if (lost > 0) throw new Error(`${this.name}: ${lost} visitors were lost (${lostBecause}).`);
    return { used, counted, latency, skipped: plan.count * this.#visitors - updates };
  }

  /** What the server holds. It has to be started with `--expose-gc`. */
  memory(): Promise<Memory> {
    return this.#parts.server.ask('memory');
  }

  async stop(): Promise<void> {
    await Promise.all([this.load.stop(), this.#parts.server.stop()]);
  }
}

/** Starts a process with visitors. */
export function startLoad(): Remote<LoadApi> {
  return Remote.start<LoadApi>(new URL('load.ts', import.meta.url));
}

/** Starts a process with an app. @param flags for Node */
export function startApp(flags?: readonly string[]): Remote<NopalApi> {
  return Remote.start<NopalApi>(new URL('nopal-server.ts', import.meta.url), flags);
}

/** Starts a process with the server on bare `ws`. @param flags for Node */
export function startBareServer(flags?: readonly string[]): Remote<BareApi> {
  return Remote.start<BareApi>(new URL('bare-server.ts', import.meta.url), flags);
}

/** A contender that runs nopal; `server` is for what only nopal can be asked. */
export interface NopalContender extends Contender {
  readonly server: Remote<NopalApi>;
}

/**
 * Starts nopal.
 *
 * @param path the page that the visitors open
 * @param what the updates that it is sent
 */
export async function startNopal(
  name: string,
  path: string,
  what: keyof typeof PUSHES,
  flags?: readonly string[],
): Promise<NopalContender> {
  const server = startApp(flags);
  const port = await server.ask('listen', QUIET_LIMITS);
  const push = (plan: Plan): Promise<number[]> => server.ask('push', plan, what);
  return Object.assign(new Contender({ name, target: { kind: 'nopal', port, path }, server, push }), { server });
}

/** Starts the server on bare `ws`. @param bytes the size of an update, asked for each round */
export async function startBare(bytes: () => number, flags?: readonly string[]): Promise<Contender> {
  const server = startBareServer(flags);
  const port = await server.ask('listen');
  const push = (plan: Plan): Promise<number[]> => server.ask('push', plan, bytes());
  return new Contender({ name: 'bare ws', target: { kind: 'bare', port, path: '/' }, server, push });
}

/** Starts the server of Socket.IO. */
export async function startSocketIo(flags?: readonly string[]): Promise<Contender> {
  const server = Remote.start<SocketIoApi>(new URL('socketio-server.ts', import.meta.url), flags);
  const port = await server.ask('listen');
  const push = (plan: Plan): Promise<number[]> => server.ask('push', plan);
  const path = '/socket.io/?EIO=4&transport=websocket';
  return new Contender({ name: 'Socket.IO', target: { kind: 'socketio', port, path }, server, push });
}

import { setTimeout as sleep } from 'node:timers/promises';
import { Remote } from '../../rig/remote.ts';
import type { Plan } from '../../rig/usage.ts';
import type { BarePushApi } from './bare-server.ts';
import type { ClientsApi } from './clients.ts';
import type { NopalPushApi } from './nopal-server.ts';
import type { PushApi, WayName } from './ways.ts';

/** Samples at a pace. */
export interface Paced {
  /** Processor time of the server per call that came, in microseconds. */
  readonly cpu: number;
  /** From the sample to the client, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Share of the samples that a client did not get, because a newer one was there when it could take one. */
  readonly skipped: number;
}

/** As many calls as there can be. */
export interface Flowed {
  /** Calls, or messages, that came to all clients together, per second. */
  readonly perSecond: number;
  /** Share of the time in which the clients' process was busy; more than 1 with helper threads. */
  readonly clientsBusy: number;
}

/** How long a flow takes, in milliseconds. */
export interface FlowTime {
  readonly warmUpMs: number;
  readonly ms: number;
}

const QUIET_MS = 60;
/** Of clients that do not come to what was sent, in milliseconds. */
export const PATIENCE_MS = 15_000;
/** A share of what may be on the way. */
const TELL = { one: 256, many: 16 };

/** A server, a way in which it pushes, and the process with its clients. */
export class PushContender {
  readonly name: string;
  readonly way: WayName;
  readonly #server: Remote<PushApi>;
  protected readonly clients = startClients();
  #count = 0;

  constructor(name: string, way: WayName, server: Remote<PushApi>) {
    this.name = name;
    this.way = way;
    this.#server = server;
  }

  /** Opens clients, all that there will be. */
  async open(count: number): Promise<void> {
    const port = await this.#server.ask('listen');
    const tellEvery = count === 1 ? TELL.one : TELL.many * count;
    await this.clients.ask('open', { port, count, way: this.way, tellEvery });
    this.#count = count;
  }

  /** Pushes samples at a pace, and says what they cost. */
  async paced(plan: Plan): Promise<Paced> {
    await this.clients.ask('begin', true);
    await this.#server.ask('begin', false);
    await this.#server.ask('push', plan, this.way);
    const { cpu } = await this.#server.ask('end');
    const { calls } = await this.clients.ask('quiet', QUIET_MS);
    return { cpu: cpu / calls, skipped: 1 - calls / (plan.count * this.#count), ...(await this.clients.ask('took')) };
  }

  /** Pushes as much as it can, and says how much came. */
  async flow({ warmUpMs, ms }: FlowTime): Promise<Flowed> {
    await this.clients.ask('begin', false);
    await this.#server.ask('start', this.way);
    await sleep(warmUpMs);
    const before = await this.clients.ask('came');
    await sleep(ms);
    const after = await this.clients.ask('came');
    await this.#server.ask('stop', this.way);
    await this.clients.ask('quiet', QUIET_MS);
    const took = after.at - before.at;
    return {
      perSecond: ((after.calls - before.calls) / took) * 1000,
      clientsBusy: (after.cpu - before.cpu) / 1000 / took,
    };
  }

  async stop(): Promise<void> {
    await Promise.all([this.clients.stop(), this.#server.stop()]);
  }
}

/** A server that calls without awaiting, which has no bound of its own: in a flow it stops after so many calls. */
export class Unbounded extends PushContender {
  static readonly most = { calls: 40_000, ms: 1000 };
  readonly #bare: Remote<BarePushApi>;

  constructor(name: string, server: Remote<BarePushApi>) {
    super(name, 'not awaited', server);
    this.#bare = server;
  }

  override async flow(): Promise<Flowed> {
    await this.clients.ask('begin', false);
    const before = await this.clients.ask('came');
    const { calls } = await this.#bare.ask('callMany', 'not awaited', Unbounded.most);
    const after = await this.clients.ask('untilCame', calls, PATIENCE_MS);
    const took = after.at - before.at;
    return { perSecond: (after.calls / took) * 1000, clientsBusy: (after.cpu - before.cpu) / 1000 / took };
  }
}

/** Starts a process with clients. */
export function startClients(): Remote<ClientsApi> {
  return Remote.start<ClientsApi>(new URL('clients.ts', import.meta.url));
}

/** Starts an app. @param flags for Node */
export function startNopal(flags?: readonly string[]): Remote<NopalPushApi> {
  return Remote.start<NopalPushApi>(new URL('nopal-server.ts', import.meta.url), flags);
}

/** Starts capnweb by itself. @param flags for Node */
export function startBare(flags?: readonly string[]): Remote<BarePushApi> {
  return Remote.start<BarePushApi>(new URL('bare-server.ts', import.meta.url), flags);
}

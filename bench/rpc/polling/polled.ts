import { Remote } from '../../rig/remote.ts';
import type { PollApi } from './desk.ts';
import type { PollersApi, Polls, Waits } from './pollers.ts';

/** Over so many connections all clients poll. */
export const CONNECTIONS = 128;

/** Who is polled. */
export interface Contender {
  readonly name: string;
  readonly module: URL;
}

/** As many polls as there can be. */
export interface Flood extends Polls {
  /** Processor time of the server, in microseconds. */
  readonly used: number;
}

/** Polls at a pace. */
export interface Pace extends Flood, Waits {}

export const NOPAL: Contender = { name: 'nopal', module: new URL('nopal-server.ts', import.meta.url) };
export const BARE: Contender = { name: 'capnweb, a Map of arrays', module: new URL('bare-server.ts', import.meta.url) };

/** A server that is polled, and the process with its clients. */
export class Polled {
  readonly name: string;
  readonly #server: Remote<PollApi>;
  readonly #clients: Remote<PollersApi>;
  readonly #port: number;
  readonly #ids: readonly string[];
  readonly floods: Flood[] = [];
  readonly paces: Pace[] = [];

  private constructor(
    name: string,
    server: Remote<PollApi>,
    clients: Remote<PollersApi>,
    port: number,
    ids: readonly string[],
  ) {
    this.name = name;
    this.#server = server;
    this.#clients = clients;
    this.#port = port;
    this.#ids = ids;
  }

  static async start({ name, module }: Contender, count: number): Promise<Polled> {
    const server = Remote.start<PollApi>(module);
    const clients = Remote.start<PollersApi>(new URL('pollers.ts', import.meta.url));
    const port = await server.ask('listen');
    return new Polled(name, server, clients, port, await server.ask('subscribe', count));
  }

  /** Polls a second, flood by flood. */
  get rates(): readonly number[] {
    return this.floods.map(({ polls, ms }) => (polls / ms) * 1000);
  }

  /** Processor time of the server per poll, in microseconds, flood by flood. */
  get costs(): readonly number[] {
    return this.floods.map(({ used, polls }) => used / polls);
  }

  /** How long polls took at the pace, round by round. */
  waits(which: keyof Waits): readonly number[] {
    return this.paces.map((pace) => pace[which]);
  }

  async flood(ms: number, counts: boolean): Promise<void> {
    const flood = await this.#measure((clients) => clients.ask('flood', ms));
    if (counts) this.floods.push(flood);
  }

  async pace(perSecond: number, ms: number): Promise<void> {
    this.paces.push(await this.#measure((clients) => clients.ask('pace', perSecond, ms)));
  }

  async stop(): Promise<void> {
    await Promise.all([this.#clients.stop(), this.#server.stop()]);
  }

  /** With connections of its own: between rounds they would be closed for being idle. */
  async #measure<P extends Polls>(run: (clients: Remote<PollersApi>) => Promise<P>): Promise<P & { used: number }> {
    await this.#clients.ask('open', this.#port, this.#ids, CONNECTIONS);
    await this.#server.ask('begin', false);
    const polls = await run(this.#clients);
    const { cpu } = await this.#server.ask('end');
    await this.#clients.ask('close');
    return { ...polls, used: cpu };
  }
}

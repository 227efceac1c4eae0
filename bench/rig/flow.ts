import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { now } from './clock.ts';
import type { Tally } from './tally.ts';

/** How a flow is measured. */
export interface FlowPlan {
  readonly subscribers: number;
  /** How many messages may be published and not have come to everybody. */
  readonly window: number;
  readonly warmUpMs: number;
  readonly ms: number;
}

/** What flowed. */
export interface Flowed {
  /** Messages per second: deliveries divided by subscribers. */
  readonly perSecond: number;
  /** Processor time of the server per delivery, in microseconds. */
  readonly cpu: number;
  /** Share of the time in which the server was busy; more than 1 with helper threads. */
  readonly busy: number;
}

/** A count travels as one of these. */
const COUNT_BYTES = 8;

/**
 * What a server can be asked to measure how much flows through it at most: it publishes whenever fewer than `window`
 * messages are on the way, as the load process tells it over a connection of its own.
 *
 * @param publish publishes one message to everybody
 */
export function flowing(publish: (bytes: number) => void) {
  const server = createServer((socket) => listenTo(socket));
  let deliveries = 0;
  let more = (): void => undefined;

  function listenTo(socket: Socket): void {
    let rest: Buffer = Buffer.alloc(0);
    socket.on('data', (data: Buffer) => {
      const all = rest.length === 0 ? data : Buffer.concat([rest, data]);
      const end = all.length - (all.length % COUNT_BYTES);
      rest = all.subarray(end);
      if (end === 0) return;
      deliveries = all.readDoubleLE(end - COUNT_BYTES);
      more();
    });
    // It ends with the process at the other end.
    socket.on('error', () => socket.destroy());
  }

  return {
    /** Resolves to the port at which deliveries are counted. */
    async listenForFlow(): Promise<number> {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      return (server.address() as AddressInfo).port;
    },

    /** Lets messages flow for a while. @param bytes the size of a message, where the server does not know it */
    async flow({ subscribers, window, warmUpMs, ms }: FlowPlan, bytes: number): Promise<Flowed> {
      let published = 0;
      deliveries = 0;
      more = () => {
        for (; published - deliveries / subscribers < window; published++) publish(bytes);
      };
      more();
      await sleep(warmUpMs);
      const before = { deliveries, at: now(), cpu: process.cpuUsage() };
      await sleep(ms);
      const took = now() - before.at;
      const { user, system } = process.cpuUsage(before.cpu);
      const delivered = deliveries - before.deliveries;
      more = () => undefined;
      return {
        perSecond: (delivered / subscribers / took) * 1000,
        cpu: (user + system) / delivered,
        busy: (user + system) / 1000 / took,
      };
    },
  };
}

/** What a server that measures flows can be asked. */
export type FlowApi = ReturnType<typeof flowing>;

/** Tells a server of every delivery, soon. Resolves to what ends that. */
export async function tellDeliveries(port: number, tally: Tally): Promise<() => void> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  let isDue = false;
  tally.watch = () => {
    if (isDue) return;
    isDue = true;
    // Once for all that was read in this turn.
    setImmediate(() => {
      isDue = false;
      const count = Buffer.alloc(COUNT_BYTES);
      count.writeDoubleLE(tally.updates);
      socket.write(count);
    });
  };
  return () => {
    tally.watch = undefined;
    setImmediate(() => socket.end());
  };
}

import { now } from '../../rig/clock.ts';
import { serve } from '../../rig/remote.ts';
import { addressOf } from '../../rig/visitor.ts';
import { Poster } from './poster.ts';

// Many clients that poll, over a few connections: what they cost is not in the server's figures. Started by the part.

/** How polls went. */
export interface Polls {
  readonly polls: number;
  readonly ms: number;
  /** Processor time of this process, in microseconds. */
  readonly cpu: number;
}

/** How long polls took from when they were due to their answer, in milliseconds. */
export interface Waits {
  readonly p50: number;
  readonly p99: number;
}

/** Each answer has an update in it. */
const EXPECTED = '["resolve",1,{"subscriptionId":';

let requests: readonly Buffer[] = [];
let next = 0;
let posters: readonly Poster[] = [];
/** Told of what goes wrong in the middle. */
let broken: (error: Error) => void = () => undefined;

/** A poll of one subscription, as a client of capnweb sends it. */
function requestOf(port: number, id: string): Buffer {
  const body = `["push",["pipeline",0,["pollMetricsUpdates"],["${id}"]]]\n["pull",1]`;
  const head = `POST /api HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: text/plain;charset=UTF-8\r\n`;
  return Buffer.from(`${head}Content-Length: ${body.length}\r\n\r\n${body}`);
}

/** Clients take turns. */
function nextRequest(): Buffer {
  return requests[next++ % requests.length] ?? Buffer.alloc(0);
}

function used(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

const methods = {
  /** Clients that have these ids, over so many connections. */
  async open(port: number, ids: readonly string[], connections: number): Promise<void> {
    requests = ids.map((id) => requestOf(port, id));
    next = 0;
    const all = Array.from({ length: connections }, (_, n) => Poster.open(port, addressOf(n), EXPECTED));
    posters = await Promise.all(all);
    for (const poster of posters) poster.broken = (error) => broken(error);
  },

  close(): void {
    for (const poster of posters) poster.close();
    posters = [];
  },

  /** Polls as often as the connections allow, each with one request under way. */
  async flood(ms: number): Promise<Polls> {
    const [start, cpu] = [now(), used()];
    let polls = 0;
    const post = async (poster: Poster): Promise<void> => {
      for (const end = start + ms; now() < end; polls++) {
        await new Promise<void>((resolve, reject) => {
          broken = reject;
          poster.post(nextRequest(), resolve);
        });
      }
    };
    await Promise.all(posters.map(post));
    return { polls, ms: now() - start, cpu: used() - cpu };
  },

  /** Polls at a rate. Whoever finds no connection free waits, and that counts as well. */
  async pace(perSecond: number, ms: number): Promise<Polls & Waits> {
    const [start, cpu] = [now(), used()];
    const count = Math.round((perSecond * ms) / 1000);
    const waits = new Float64Array(count);
    const free = [...posters];
    let [due, begun, done] = [0, 0, 0];
    await new Promise<void>((resolve, reject) => {
      broken = reject;
      const go = (): void => {
        while (begun < due) {
          const poster = free.pop();
          if (poster === undefined) return;
          const own = begun++;
          poster.post(nextRequest(), () => {
            waits[own] = now() - (start + (own * 1000) / perSecond);
            free.push(poster);
            if (++done === count) resolve();
            else go();
          });
        }
      };
      const tick = (): void => {
        due = Math.min(count, Math.floor(((now() - start) * perSecond) / 1000));
        go();
        if (due < count) setTimeout(tick, 1);
      };
      tick();
    });
    const sorted = waits.toSorted();
    const at = (part: number): number => sorted[Math.min(count - 1, Math.floor(part * count))] ?? NaN;
    return { polls: count, ms: now() - start, cpu: used() - cpu, p50: at(0.5), p99: at(0.99) };
  },
};

/** What the process with the clients can be asked. */
export type PollersApi = typeof methods;

serve(methods);

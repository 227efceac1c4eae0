import { RpcTarget, type RpcStub } from 'capnweb';
import { usage, paced, type Plan } from '../../rig/usage.ts';
import type { Sample } from '../sample.ts';

// What the servers of all contenders have in common: the object that clients call, and the loop that pushes.

/** What a client is called with: a sample, or a message of a topic with a sample in it. */
export type Pushed = Sample | { readonly message: Sample };

/** What a client hands over. */
export type Callback = RpcStub<(value: Pushed) => void>;

/** The ways in which clients can be pushed to. */
export type WayName = 'state' | 'topic' | 'topic stream' | 'awaited' | 'not awaited' | 'disposed' | 'stream';

/** One way to push. A server has some of them. */
export interface Way {
  /** A client wants to be called. Whatever it returns, the client gets. */
  subscribe?(callback: Callback): unknown;
  /** A client wants to read. */
  stream?(): ReadableStream<Pushed>;
  /** Pushes a sample to everybody. */
  push(): void;
  /** What is done in each turn of the event loop while as much as possible is pushed. */
  turn(): void;
  /** From now on there is such a turn, or none any more. */
  flowing?(isFlowing: boolean): void;
  /** The clients say how many calls came to all of them, since the flow began. */
  told?(calls: number): void;
}

/** The ways that a server has. */
export type Ways = Partial<Record<WayName, Way>>;

function find(ways: Ways, name: WayName): Way {
  const way = ways[name];
  if (way === undefined) throw new Error(`This server does not push this way: ${name}.`);
  return way;
}

/** What clients call. */
export class PushTarget extends RpcTarget {
  readonly #ways: Ways;

  constructor(ways: Ways) {
    super();
    this.#ways = ways;
  }

  /** The callback is called from now on. */
  subscribe(name: WayName, callback: Callback): unknown {
    return find(this.#ways, name).subscribe?.(callback);
  }

  /** The same as a stream. */
  stream(name: WayName): ReadableStream<Pushed> | undefined {
    return find(this.#ways, name).stream?.();
  }

  /** Says how many calls came to all clients. */
  told(name: WayName, calls: number): void {
    find(this.#ways, name).told?.(calls);
  }
}

/** What a server that pushes can be asked, whatever its ways are. */
export function pushing(ways: Ways) {
  let isFlowing = false;
  let memory = 0;
  return {
    ...usage,

    /** Pushes at a pace; resolves when it is done. */
    async push(plan: Plan, name: WayName): Promise<void> {
      const way = find(ways, name);
      await paced(plan, () => way.push());
    },

    /** Pushes as much as it can, until `stop`. */
    start(name: WayName): void {
      const way = find(ways, name);
      const turn = (): void => {
        if (!isFlowing) return;
        way.turn();
        setImmediate(turn);
      };
      isFlowing = true;
      way.flowing?.(true);
      turn();
    },

    stop(name: WayName): void {
      isFlowing = false;
      find(ways, name).flowing?.(false);
    },

    /** How much more memory the process has than when this was asked before; the garbage is in it. In bytes. */
    growth(): number {
      const { rss } = process.memoryUsage();
      const more = rss - memory;
      memory = rss;
      return more;
    },
  };
}

/** What each server adds. */
interface Own {
  /** Resolves to the port. */
  listen(): Promise<number>;
  /** What the sessions hold of what belongs to clients: calls that are not over among it. */
  imports(): number;
}

/** What a server that pushes can be asked. */
export type PushApi = ReturnType<typeof pushing> & Own;

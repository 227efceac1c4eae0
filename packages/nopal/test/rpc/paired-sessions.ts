import { RpcSession, type RpcCompatible, type RpcStub, type RpcTransport } from 'capnweb';
import { expect, onTestFinished, vi } from 'vitest';
import { withinSession, type SessionScope } from '../../src/rpc/session/session-scope.ts';

/** One end of a connection in memory: messages arrive whole, in order, and in a later turn. */
class MemoryTransport implements RpcTransport {
  peer: MemoryTransport | undefined;
  readonly #arrived: string[] = [];
  #closed: Error | undefined;
  #wake: () => void = () => undefined;

  send(message: string): void {
    setImmediate(() => this.peer?.arrive(message));
  }

  async receive(): Promise<string> {
    for (;;) {
      const next = this.#arrived.shift();
      if (next !== undefined) return next;
      if (this.#closed !== undefined) throw this.#closed;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  abort(): void {
    this.close();
    setImmediate(() => this.peer?.close());
  }

  close(): void {
    this.#closed ??= new Error('The connection was cut.');
    this.#wake();
  }

  arrive(message: string): void {
    this.#arrived.push(message);
    this.#wake();
  }
}

/** A session's end, as the endpoint tells it. */
class TestScope implements SessionScope {
  readonly listeners = new Set<() => void>();

  onEnd(ended: () => void): () => void {
    this.listeners.add(ended);
    return () => this.listeners.delete(ended);
  }

  stray(error: unknown): never {
    throw error;
  }
}

/** What both ends have in their tables. */
export interface PairStats {
  readonly client: { imports: number; exports: number };
  readonly server: { imports: number; exports: number };
}

/** What an end has at the beginning: the two main objects. */
const FRESH = { imports: 1, exports: 1 };

/** Two capnweb sessions that are connected to each other. */
export interface SessionPair<T extends RpcCompatible<T>> {
  /** The main object of the server, as the client sees it. */
  readonly api: RpcStub<T>;
  stats(): PairStats;
  /** How many wait for the end of the server's session. */
  readonly watching: number;
  /** Waits until nothing is left of what there was: nobody waits for the end, and tables are as at the beginning. */
  leavesNothing(ends?: readonly (keyof PairStats)[]): Promise<void>;
  /** Cuts the connection. The server's session ends. */
  cut(): void;
}

/** Connects a client to an object, until the test is over. */
export function pairSessions<T extends RpcCompatible<T>>(main: T): SessionPair<T> {
  const [there, here] = [new MemoryTransport(), new MemoryTransport()];
  [there.peer, here.peer] = [here, there];
  const scope = new TestScope();
  const server = withinSession(scope, () => new RpcSession(there, main));
  const client = new RpcSession<T>(here);
  const cut = (): void => {
    there.close();
    here.close();
    for (const ended of Array.from(scope.listeners)) ended();
  };
  onTestFinished(cut);
  const stats = (): PairStats => ({ client: client.getStats(), server: server.getStats() });
  return {
    api: client.getRemoteMain(),
    stats,
    leavesNothing: (ends = ['client', 'server']) =>
      vi.waitFor(
        () => {
          const now = stats();
          for (const end of ends) expect({ end, ...now[end] }).toEqual({ end, ...FRESH });
          expect(scope.listeners.size).toBe(0);
        },
        { timeout: 8000, interval: 2 },
      ),
    get watching() {
      return scope.listeners.size;
    },
    cut,
  };
}

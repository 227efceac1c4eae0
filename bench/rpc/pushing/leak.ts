import type { Remote } from '../../rig/remote.ts';
import type { BarePushApi } from './bare-server.ts';
import { PATIENCE_MS, startBare, startClients } from './contender.ts';

/** What calls that nobody awaits leave behind. Memory in bytes. */
export interface Leak {
  readonly calls: number;
  /** Calls per second, as they were made. */
  readonly made: number;
  /** Calls per second, as they came to the clients. */
  readonly came: number;
  /** Calls that had been made and had not come, when the last one was made. */
  readonly behind: number;
  /** How much more memory the process had at that moment. */
  readonly peak: number;
  /** Handed to the sockets and not sent then. */
  readonly unsent: number;
  /** Imports of all sessions, when all calls had come. */
  readonly imports: number;
  /** What is still held then, after garbage collection. */
  readonly held: number;
}

/** When a server stops calling. */
export interface Most {
  readonly calls: number;
  readonly ms: number;
}

/** A server calls its clients as often as it can, without awaiting, and is then left until all calls came. */
export async function leak(way: 'not awaited' | 'disposed', clients: number, most: Most): Promise<Leak> {
  const server: Remote<BarePushApi> = startBare(['--expose-gc']);
  const load = startClients();
  try {
    const port = await server.ask('listen');
    await load.ask('open', { port, count: clients, way });
    const before = await server.ask('memory');
    await server.ask('growth');
    const { at: start } = await load.ask('came');
    const { calls, ms } = await server.ask('callMany', way, most);
    const peak = await server.ask('growth');
    const unsent = await server.ask('unsent');
    const then = await load.ask('came');
    const { calls: came, at: end } = await load.ask('untilCame', calls, PATIENCE_MS);
    const imports = await server.ask('imports');
    const after = await server.ask('memory');
    return {
      calls,
      made: (calls / ms) * 1000,
      came: (came / (end - start)) * 1000,
      behind: calls - then.calls,
      peak,
      unsent,
      imports,
      held: after.used - before.used,
    };
  } finally {
    await Promise.all([server.stop(), load.stop()]);
  }
}

import { scaled, type Figure, type PartOptions, type Section } from '../lib/part.ts';
import { progress } from '../lib/progress.ts';
import type { Remote } from '../rig/remote.ts';
import { startBare, startClients, startNopal } from './pushing/contender.ts';
import type { PushApi, WayName } from './pushing/ways.ts';

const STALLED = 10;
/** For so long nobody reads. */
const PLAN = { count: 4000, spacing: 1 };
const WARM_UP = { count: 300, spacing: 1 };
const FLAGS = ['--expose-gc'];
const QUIET_MS = 100;

interface Grown {
  readonly rss: number;
  readonly used: number;
  readonly imports: number;
}

/** Clients that stop reading while samples go on. */
export async function stalled(options: PartOptions): Promise<Section> {
  const plan = { ...PLAN, count: scaled(PLAN.count, options) };
  const state = await stall('state', startNopal(FLAGS), plan);
  const stream = await stall('topic stream', startNopal(FLAGS), plan);
  const notAwaited = await stall('not awaited', startBare(FLAGS), plan);
  return {
    title: `${STALLED} clients that stop reading, while 1,000 samples a second are pushed for ${(plan.count / 1000).toFixed(1)} s`,
    figures: [
      {
        name: 'capnweb, not awaited − nopal, state: memory for each',
        unit: 'KiB',
        value: (notAwaited.used - state.used) / STALLED / 1024,
      },
      ...figures('nopal, state', state),
      // What is under way in a stream is capnweb's to bound: by 256 KiB on the wire.
      ...figures('nopal, topic as a stream', stream),
      ...figures('capnweb, not awaited', notAwaited),
    ],
  };
}

function figures(name: string, { rss, used, imports }: Grown): readonly Figure[] {
  return [
    { name: `${name}: heap and buffers grow for each by`, unit: 'KiB', value: used / STALLED / 1024 },
    { name: '  resident memory, in all', unit: 'MiB', value: rss / 2 ** 20 },
    {
      name: '  calls that are not over, for each',
      unit: '',
      value: imports / STALLED,
    },
  ];
}

async function stall(way: WayName, server: Remote<PushApi>, plan: typeof PLAN): Promise<Grown> {
  const clients = startClients();
  try {
    const port = await server.ask('listen');
    await clients.ask('open', { port, count: STALLED, way });
    await server.ask('push', WARM_UP, way);
    await clients.ask('quiet', QUIET_MS);
    const idle = await server.ask('imports');
    await clients.ask('pause');
    const before = await server.ask('memory');
    await server.ask('push', plan, way);
    const after = await server.ask('memory');
    const imports = (await server.ask('imports')) - idle;
    progress(`${way}: ${STALLED} clients did not read`);
    return { rss: after.rss - before.rss, used: after.used - before.used, imports };
  } finally {
    await Promise.all([clients.stop(), server.stop()]);
  }
}

import { atMost, type Section } from '../lib/part.ts';
import { progress } from '../lib/progress.ts';
import { startApp, startBareServer, startLoad } from '../rig/contender.ts';
import type { LoadApi } from '../rig/load.ts';
import type { Remote } from '../rig/remote.ts';
import type { Memory, Plan } from '../rig/usage.ts';

/** Updates of 16 KiB, over less time than a connection may take nothing before it is closed. */
const BYTES = 16_384;
const PLAN = { count: 16_000, spacing: 0.8 };
/** Half of it before anything is compared: a busy heap is larger than an idle one, whoever reads. */
const WARM_UP = { count: 8000, spacing: 0.8 };
const OTHERS = 10;
const FLAGS = ['--expose-gc'];
const MEGABYTE = 2 ** 20;

interface Stalled {
  /** What the server grew by, in bytes: resident memory, and JavaScript's heap and buffers. */
  readonly rss: number;
  readonly used: number;
  /** What one update takes on the wire. */
  readonly bytes: number;
  /** How long it all took, in milliseconds. */
  readonly ms: number;
}

/** One viewer that reads nothing, some that do. */
export async function oneSlow(): Promise<Section> {
  const nopal = await onNopal();
  progress('nopal: one viewer did not read');
  const bare = await onBare();
  progress('bare ws: one viewer did not read');
  const queued = (nopal.bytes * PLAN.count) / 1e6;
  return {
    title: `One viewer that reads nothing while ${queued.toFixed(0)} MB of updates are pushed in ${(nopal.ms / 1000).toFixed(0)} s, beside ${OTHERS} that do`,
    figures: [
      {
        name: 'nopal: resident memory grows by',
        unit: 'MiB',
        value: nopal.rss / MEGABYTE,
        aim: atMost(nopal.rss / MEGABYTE, 1, 'MiB'),
      },
      { name: '  JavaScript’s heap and buffers', unit: 'MiB', value: nopal.used / MEGABYTE },
      { name: 'bare ws: resident memory grows by', unit: 'MiB', value: bare.rss / MEGABYTE, note: 'ws.send queues' },
      { name: '  JavaScript’s heap and buffers', unit: 'MiB', value: bare.used / MEGABYTE },
    ],
  };
}

async function onNopal(): Promise<Stalled> {
  const server = startApp(FLAGS);
  const load = startLoad();
  try {
    const port = await server.ask('listen', {});
    const target = { kind: 'nopal', port, path: '/feed' } as const;
    await load.ask('open', { ...target, count: OTHERS });
    await server.ask('push', WARM_UP, '16 KiB');
    const open = async (): Promise<void> => load.ask('pause', await load.ask('open', { ...target, count: 1 }));
    return await stall(
      load,
      open,
      () => server.ask('memory'),
      (plan) => server.ask('push', plan, '16 KiB'),
    );
  } finally {
    await Promise.all([server.stop(), load.stop()]);
  }
}

async function onBare(): Promise<Stalled> {
  const server = startBareServer(FLAGS);
  const load = startLoad();
  try {
    const port = await server.ask('listen');
    const target = { kind: 'bare', port, path: '/' } as const;
    await load.ask('open', { ...target, count: OTHERS });
    await server.ask('send', WARM_UP, BYTES);
    const open = async (): Promise<void> => load.ask('pause', await load.ask('open', { ...target, count: 1 }));
    return await stall(
      load,
      open,
      () => server.ask('memory'),
      (plan) => server.ask('send', plan, BYTES),
    );
  } finally {
    await Promise.all([server.stop(), load.stop()]);
  }
}

async function stall(
  load: Remote<LoadApi>,
  openStalled: () => Promise<void>,
  memory: () => Promise<Memory>,
  push: (plan: Plan) => Promise<number[]>,
): Promise<Stalled> {
  const before = await memory();
  await openStalled();
  await load.ask('begin', 0);
  const times = await push(PLAN);
  const after = await memory();
  const { bytes, updates, lost, lostBecause } = await load.ask('quiet', 0);
  if (lost > 0) throw new Error(`The viewer was not there to the end (${lostBecause}).`);
  const ms = (times.at(-1) ?? 0) - (times[0] ?? 0);
  return { rss: after.rss - before.rss, used: after.used - before.used, bytes: bytes / updates, ms };
}

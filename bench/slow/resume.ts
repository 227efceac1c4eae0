import { setTimeout as sleep } from 'node:timers/promises';
import type { Section } from '../lib/part.ts';
import { progress } from '../lib/progress.ts';
import { startApp, startLoad } from '../rig/contender.ts';

const STALLED = 1000;
/** Stopping one after the other takes longer than a connection may take nothing, and each update is to be a frame. */
const LIMITS = { stalledMs: 60_000, beatMs: 30_000, framesPerSecond: 1000 };
const SPACING = 24;
/** After the last has stopped: until nothing is sent to them any more. */
const AFTER_MS = 2500;

/** A thousand viewers stopped at another update each; then all read on at once. */
export async function allResume(): Promise<Section> {
  const server = startApp();
  const load = startLoad();
  try {
    const port = await server.ask('listen', LIMITS);
    const all = await load.ask('open', { kind: 'nopal', port, path: '/feed', count: STALLED });
    const before = await load.ask('trees', all);
    await load.ask('stopEachAtAnother', all);
    await server.ask('push', { count: STALLED, spacing: SPACING }, '1 KiB');
    // Where two updates became one frame, some would still be reading.
    await load.ask('pause', all);
    await server.ask('push', { count: AFTER_MS / SPACING, spacing: SPACING }, '1 KiB');
    await server.ask('tick', 'the newest');
    await sleep(500);
    progress(`${STALLED} viewers have stopped`);
    const { oldTrees = NaN, unacknowledgedBytes = NaN } = await server.ask('remains');
    await load.ask('begin', 0);
    await server.ask('begin', true);
    const ms = await load.ask('resume', all, '"the newest"');
    const { cpu, longestBlock = NaN } = await server.ask('end');
    const trees = (await load.ask('trees', all)) - before;
    return {
      title: `${STALLED.toLocaleString('en')} viewers, each stopped at another update, read on at once`,
      figures: [
        { name: 'until all were sent the newest', unit: 'ms', value: ms },
        { name: 'longest block of the event loop', unit: 'ms', value: longestBlock },
        { name: 'processor time per viewer', unit: 'µs', value: cpu / STALLED, note: 'each a patch of its own' },
        {
          name: 'trees kept for them before',
          unit: '',
          value: oldTrees,
          note: `${(unacknowledgedBytes / STALLED / 1024).toFixed(0)} KiB under way to each`,
        },
        { name: 'got a whole tree', unit: '', value: trees, note: 'their old tree had been let go' },
      ],
    };
  } finally {
    await Promise.all([server.stop(), load.stop()]);
  }
}

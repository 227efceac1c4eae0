import { atMost, type Section } from '../lib/part.ts';
import { progress } from '../lib/progress.ts';
import { spread } from '../lib/stats.ts';
import { startApp, startLoad } from '../rig/contender.ts';

const OTHERS = 200;
const STALLED = 1000;
/** Quick enough that the others, who acknowledge every eighth, keep up. */
const SPACING = 50;
const UPDATES = { count: 60, spacing: SPACING };
/** What else the machine does falls on some of these, so that the middle of their percentiles counts. */
const WINDOWS = 3;
/** Until nothing more is sent to who does not read. */
const BEFORE = { count: 45, spacing: SPACING };
/** When nothing has come for so long, all that was sent is there. */
const ARRIVED_MS = 40;
const FLAGS = ['--expose-gc'];

/** A thousand viewers that read nothing, and what the others notice. */
export async function manySlow(): Promise<Section> {
  const server = startApp(FLAGS);
  const load = startLoad();
  try {
    const port = await server.ask('listen', {});
    const target = { kind: 'nopal', port, path: '/feed' } as const;
    const others = await load.ask('open', { ...target, count: OTHERS });
    const measure = async (): Promise<{ readonly p50: number; readonly p99: number; readonly updates: number }> => {
      await server.ask('push', BEFORE, '4 KiB');
      const windows = [];
      for (let n = 0; n < WINDOWS; n++) {
        await load.ask('quiet', ARRIVED_MS);
        await load.ask('begin', UPDATES.count);
        const pushed = await server.ask('push', UPDATES, '4 KiB');
        await load.ask('quiet', ARRIVED_MS);
        windows.push(await load.ask('latency', pushed, others));
      }
      return {
        p50: spread(windows.map(({ p50 }) => p50)).median,
        p99: spread(windows.map(({ p99 }) => p99)).median,
        updates: windows.reduce((sum, { updates }) => sum + updates, 0),
      };
    };
    await measure();
    const alone = await measure();
    progress(`${OTHERS} viewers by themselves`);
    const stalled = await load.ask('open', { ...target, count: STALLED });
    // As busy as it will be: what a server needs for that is no matter of who reads.
    await server.ask('push', BEFORE, '4 KiB');
    const before = await server.ask('memory');
    await load.ask('pause', stalled);
    const beside = await measure();
    const after = await server.ask('memory');
    const { lost, lostBecause } = await load.ask('quiet', 0);
    if (lost > 0) throw new Error(`${lost} viewers were not there to the end (${lostBecause}).`);
    progress(`${OTHERS} viewers beside ${STALLED} that do not read`);
    const growth = (after.rss - before.rss) / STALLED / 1024;
    const used = (after.used - before.used) / STALLED / 1024;
    const ratio = beside.p99 / alone.p99;
    const queued = ((WINDOWS * UPDATES.count + BEFORE.count) * 4096 * STALLED) / 1e6;
    return {
      title: `${STALLED.toLocaleString('en')} viewers that read nothing, beside ${OTHERS} that do; 4 KiB every ${SPACING} ms`,
      figures: [
        {
          name: 'resident memory grows, for each of them, by',
          unit: 'KiB',
          value: growth,
          aim: atMost(growth, 4, 'KiB'),
          note: `a server that queues would have ${queued.toFixed(0)} MB for all of them`,
        },
        { name: '  JavaScript’s heap and buffers', unit: 'KiB', value: used },
        {
          name: 'the others: p99 of the way to them',
          unit: 'ms',
          value: beside.p99,
          aim: atMost(ratio, 2, '× of without'),
          note: `${ratio.toFixed(2)} ×; ${beside.updates} of ${OTHERS * UPDATES.count * WINDOWS} updates`,
        },
        { name: '  by themselves', unit: 'ms', value: alone.p99 },
        { name: '  p50 beside them', unit: 'ms', value: beside.p50 },
        { name: '  p50 by themselves', unit: 'ms', value: alone.p50 },
      ],
    };
  } finally {
    await Promise.all([server.stop(), load.stop()]);
  }
}

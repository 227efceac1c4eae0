import { setTimeout as sleep } from 'node:timers/promises';
import { atMost, type Part } from '../lib/part.ts';
import { progress } from '../lib/progress.ts';
import { startApp } from '../rig/contender.ts';
import { Remote } from '../rig/remote.ts';
import type { Memory } from '../rig/usage.ts';
import type { Happened, SoakApi } from './load.ts';

const SECONDS = 60;
const PLACES = 300;
/** Short, so that who left is gone soon. */
const LIMITS = { claimMs: 1000, graceMs: 1000, stalledMs: 1000, beatMs: 1000 };
/** After everybody has left: the grace period, the stalled connections, and what is swept from time to time. */
const LEAVE_MS = 8000;
const NEWS_SPACING = 50;
const THIRDS = 3;

/** Visitors come, click, stall, vanish and come back. When all have left, nothing of them may remain. */
const soak: Part = async ({ seconds = SECONDS }) => {
  const server = startApp(['--expose-gc']);
  const load = Remote.start<SoakApi>(new URL('load.ts', import.meta.url));
  try {
    const port = await server.ask('listen', LIMITS);
    const memories: Memory[] = [];
    const happened = new Map<string, number>();
    let remains: Happened = {};
    for (let third = 0; third < THIRDS; third++) {
      const length = seconds / THIRDS;
      const news = server.ask('push', { count: (length * 1000) / NEWS_SPACING, spacing: NEWS_SPACING }, 'news');
      const counts = await load.ask('churn', port, PLACES, length);
      await news;
      for (const [what, count] of Object.entries(counts)) happened.set(what, (happened.get(what) ?? 0) + count);
      await sleep(LEAVE_MS);
      memories.push(await server.ask('memory'));
      remains = await server.ask('remains');
      progress(`${third + 1} of ${THIRDS} parts, ${happened.get('came') ?? 0} visitors so far`);
    }
    const [first = NaN, , last = NaN] = memories.map(({ used }) => used);
    const growth = (100 * (last - first)) / first;
    const leftovers = Object.values(remains).reduce((sum, count) => sum + count, 0);
    const what = Object.entries(remains).filter(([, count]) => count !== 0);
    return [
      {
        title: `Soak: ${PLACES} places visited for ${seconds} s`,
        figures: [
          {
            name: 'left over when all have left',
            unit: '',
            value: leftovers,
            aim: atMost(leftovers, 0, ''),
            note: what.map(([name, count]) => `${count} ${name}`).join(', ') || Object.keys(remains).join(', '),
          },
          {
            name: 'JavaScript’s heap and buffers, last third against first',
            unit: '%',
            value: growth,
            aim: atMost(growth, 2, '%'),
            note: memories.map(({ used }) => `${(used / 2 ** 20).toFixed(2)} MiB`).join(', '),
          },
          ...[...happened].map(([name, value]) => ({ name: `  ${name}`, unit: '', value })),
        ],
      },
    ];
  } finally {
    await Promise.all([server.stop(), load.stop()]);
  }
};
export default soak;

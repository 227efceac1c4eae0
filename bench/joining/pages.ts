import { atMost, scaled, type PartOptions, type Section } from '../lib/part.ts';
import { progress } from '../lib/progress.ts';
import { spread } from '../lib/stats.ts';
import { startLoad } from '../rig/contender.ts';
import { startTopics } from '../topics/contenders.ts';

const VISITORS = 10_000;
const MESSAGES = 20;
const QUIET_MS = 500;
/** At a pace that all keep up with. */
const PLAN = { count: 5, spacing: 500 };
const ROUNDS = 3;

/**
 * Pages that show the last messages and how many are there, and are there themselves. All are loaded before the first
 * connects.
 *
 * @param path with `{number}` where each visitor has a page of its own
 */
export async function joiningPages(path: string, which: string, options: PartOptions): Promise<Section> {
  const visitors = scaled(VISITORS, options);
  const server = startTopics();
  const load = startLoad();
  try {
    const port = await server.ask('listen');
    await server.ask('sayToPages', { count: MESSAGES, spacing: 0 });
    const everybody = await load.ask('load', { kind: 'nopal', port, path, count: visitors });
    progress(`${visitors} pages are loaded: ${which}`);
    await load.ask('begin', 0);
    await server.ask('begin', true);
    const joined = await load.ask('gatherPages', everybody, `${visitors} are here`);
    const { bytes } = await load.ask('settled', QUIET_MS, true);
    const { cpu, longestBlock = NaN } = await server.ask('end');
    const trees = await server.ask('distinctTrees');
    progress(`${visitors} pages have joined`);

    const costs: Record<'sayToPages' | 'pushToPages', number[]> = { sayToPages: [], pushToPages: [] };
    const sizes: Record<keyof typeof costs, number> = { sayToPages: 0, pushToPages: 0 };
    // The first round is to warm up.
    for (let round = 0; round <= ROUNDS; round++) {
      for (const what of ['sayToPages', 'pushToPages'] as const) {
        await load.ask('begin', 0);
        await server.ask('begin', false);
        await server.ask(what, PLAN);
        const counted = await load.ask('settled', QUIET_MS, true);
        const used = await server.ask('end');
        if (counted.lost > 0) throw new Error(`${counted.lost} visitors were lost (${counted.lostBecause}).`);
        if (round > 0) costs[what].push(used.cpu / counted.updates);
        sizes[what] = counted.bytes / counted.updates;
      }
      progress(round === 0 ? 'warmed up' : `round ${round} of ${ROUNDS}`);
    }
    const ratio = spread(costs.sayToPages.map((cost, n) => cost / (costs.pushToPages[n] ?? NaN)));
    const most = path.includes('{number}') ? visitors : 1;
    return {
      title: `${visitors.toLocaleString('en')} pages join one topic at once, ${which}`,
      figures: [
        {
          name: 'until each shows how many are there',
          unit: 'ms',
          value: joined.counted,
          aim: atMost(joined.counted, 10_000, 'ms'),
          note: `${joined.retries} connections were refused by the system, and tried again`,
        },
        { name: 'until each is connected', unit: 'ms', value: joined.served },
        {
          name: 'processor time for each',
          unit: 'µs',
          value: cpu / visitors,
          note: `connection, claim, effects, presence; ${(bytes / visitors).toFixed(0)} B were sent to each`,
        },
        { name: 'longest block of the event loop', unit: 'ms', value: longestBlock },
        { name: 'different pages in the end', unit: '', value: trees, aim: atMost(trees, most, '') },
        {
          name: 'one message ÷ one push of the same text',
          unit: '×',
          value: ratio,
          aim: atMost(ratio.median, 1.5, '×'),
          note: 'processor time for each page, round by round',
        },
        {
          name: '  one message to all pages, for each',
          unit: 'µs',
          value: spread(costs.sayToPages),
          note: `${sizes.sayToPages.toFixed(0)} B`,
        },
        {
          name: '  one push to all pages, for each',
          unit: 'µs',
          value: spread(costs.pushToPages),
          note: `${sizes.pushToPages.toFixed(0)} B`,
        },
      ],
    };
  } finally {
    await Promise.all([server.stop(), load.stop()]);
  }
}

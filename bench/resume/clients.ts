import { scaled, type PartOptions, type Section } from '../lib/part.ts';
import { progress } from '../lib/progress.ts';
import { spread } from '../lib/stats.ts';
import { startLoad } from '../rig/contender.ts';
import { CLIENTS, startTopics } from '../topics/contenders.ts';

const CONNECTIONS = 4000;
const AT_ONCE = 64;
const ROUNDS = 4;
const QUIET_MS = 200;

/** Topic clients that lost their connections come back, each to its topic, and get what was said meanwhile. */
export async function reconnecting(topics: number, missed: number, options: PartOptions): Promise<Section> {
  const server = startTopics();
  const load = startLoad();
  try {
    const count = scaled(CONNECTIONS, options);
    const port = await server.ask('listen');
    await server.ask('fill', topics, missed);
    const role = { topics, last: 0, isPresent: false };
    const everybody = await load.ask('open', { kind: 'topic', port, path: CLIENTS, count, role });
    progress(`${count} topic clients are connected`);
    const rates: number[] = [];
    const costs: number[] = [];
    // The first round is to warm up.
    for (let round = 0; round <= ROUNDS; round++) {
      await load.ask('cut', everybody);
      await server.ask('fill', topics, missed);
      await load.ask('begin', 0);
      await load.ask('quiet', QUIET_MS);
      await server.ask('begin', false);
      const ms = await load.ask('catchUp', everybody, missed, AT_ONCE);
      const { cpu } = await server.ask('end');
      const { lost, lostBecause } = await load.ask('quiet', QUIET_MS);
      if (lost > 0) throw new Error(`${lost} clients were lost (${lostBecause}).`);
      if (round === 0) continue;
      rates.push((count / ms) * 1000);
      costs.push(cpu / count);
      progress(`round ${round} of ${ROUNDS}`);
    }
    return {
      title: `The same over connections: ${count.toLocaleString('en')} topic clients come back, ${AT_ONCE} at a time`,
      figures: [
        { name: 'resumed a second', unit: '', value: spread(rates), note: 'until each has its messages' },
        {
          name: 'processor time each',
          unit: 'µs',
          value: spread(costs),
          note: 'connection, upgrade, hello, subscription, messages',
        },
      ],
    };
  } finally {
    await Promise.all([server.stop(), load.stop()]);
  }
}

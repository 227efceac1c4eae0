import { atMost, type Part } from '../lib/part.ts';
import { progress } from '../lib/progress.ts';
import { spread } from '../lib/stats.ts';
import { QUIET_LIMITS, startApp, startLoad } from '../rig/contender.ts';

const VIEWERS = 10_000;
const ROUNDS = 3;
const QUIET_MS = 500;

/** All viewers lose their connection at once, miss an update, and come back at once. */
const reconnect: Part = async () => {
  const server = startApp();
  const load = startLoad();
  try {
    const port = await server.ask('listen', QUIET_LIMITS);
    const everybody = await load.ask('open', { kind: 'nopal', port, path: '/card', count: VIEWERS });
    progress(`${VIEWERS} viewers are connected`);
    const times: number[] = [];
    const costs: number[] = [];
    const blocks: number[] = [];
    let [resumed, retries, updates] = [0, 0, 0];
    for (let round = 0; round < ROUNDS; round++) {
      await server.ask('push', { count: 3, spacing: 200 }, 'card');
      await load.ask('settled', QUIET_MS, true);
      await load.ask('begin', 1);
      await server.ask('begin', true);
      await load.ask('cut', everybody);
      await server.ask('push', { count: 1, spacing: 0 }, 'card');
      const returned = await load.ask('comeBack', everybody);
      const counted = await load.ask('settled', QUIET_MS, true);
      const used = await server.ask('end');
      times.push(returned.ms);
      costs.push(used.cpu / VIEWERS);
      blocks.push(used.longestBlock ?? NaN);
      resumed += returned.resumed;
      retries += returned.retries;
      updates += counted.updates;
      progress(`round ${round + 1} of ${ROUNDS}`);
    }
    const trees = await load.ask('trees', everybody);
    const all = VIEWERS * ROUNDS;
    return [
      {
        title: `${VIEWERS.toLocaleString('en')} viewers lose their connections at once and come back at once`,
        figures: [
          {
            name: 'until all were answered',
            unit: 'ms',
            value: spread(times),
            note: `${retries} attempts were refused`,
          },
          { name: 'processor time per viewer', unit: 'µs', value: spread(costs), note: 'handshake, resume, one patch' },
          { name: 'longest block of the event loop', unit: 'ms', value: spread(blocks) },
          {
            name: 'resumed as the viewer they were',
            unit: `of ${all.toLocaleString('en')}`,
            value: resumed,
            aim: { text: 'all', met: resumed === all },
            note: `${updates.toLocaleString('en')} were sent what they had missed`,
          },
          { name: 'got a whole tree', unit: '', value: trees, aim: atMost(trees, 0, '') },
        ],
      },
    ];
  } finally {
    await Promise.all([server.stop(), load.stop()]);
  }
};
export default reconnect;

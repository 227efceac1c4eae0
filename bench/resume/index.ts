import { findRedis, startRedis } from '../../scripts/redis.mjs';
import { atLeast, scaled, type Figure, type Part, type PartOptions, type Section } from '../lib/part.ts';
import { progress } from '../lib/progress.ts';
import { spread } from '../lib/stats.ts';
import { Remote } from '../rig/remote.ts';
import { reconnecting } from './clients.ts';
import type { CoreApi } from './core.ts';
import type { RedisApi } from './redis.ts';
import type { Timed } from './timed.ts';

const TOPICS = 1000;
const MESSAGES = 100;
const MISSED = 20;
const ROUNDS = 5;
/** How many subscribers come at a time, and how many of them in a round. */
const LOADS = { together: { atOnce: 64, count: 20_000 }, alone: { atOnce: 1, count: 3000 } };

interface Contender {
  readonly name: string;
  readonly resume: (count: number, atOnce: number) => Promise<Timed>;
  readonly stop: () => Promise<void>;
}

/** What was missed, of one of many topics: from the core, from Redis, and over connections. */
const resume: Part = async (options) => [await stores(options), await reconnecting(TOPICS, MISSED, options)];
export default resume;

async function stores(options: PartOptions): Promise<Section> {
  const all = [await startCore('memory'), await startCore('lmdb'), ...(await startReader())];
  try {
    const results = new Map(all.map(({ name }) => [name, { together: [] as Timed[], alone: [] as Timed[] }]));
    // The first round is to warm up.
    for (let round = 0; round <= ROUNDS; round++) {
      for (const { name, resume } of all) {
        for (const load of ['together', 'alone'] as const) {
          const { atOnce, count } = LOADS[load];
          const result = await resume(scaled(count, options), atOnce);
          if (round > 0) results.get(name)?.[load].push(result);
        }
      }
      progress(round === 0 ? 'warmed up' : `round ${round} of ${ROUNDS}`);
    }
    const redis = results.get('Redis');
    return {
      title:
        `${MISSED} missed messages of one of ${TOPICS.toLocaleString('en')} topics, without connections of subscribers` +
        (redis === undefined ? '; Redis was not found: see node scripts/redis.mjs' : ''),
      figures: [...results].flatMap(([name, { together, alone }]) => [
        ...figures(name, `${LOADS.together.atOnce} at a time`, together, redis?.together),
        ...figures(name, 'one after another', alone, redis?.alone),
      ]),
    };
  } finally {
    await Promise.all(all.map(({ stop }) => stop()));
  }
}

function figures(name: string, how: string, results: readonly Timed[], redis?: readonly Timed[]): readonly Figure[] {
  const perSecond = results.map((result) => result.perSecond);
  const toRedis = spread(perSecond.map((rate, n) => rate / (redis?.[n]?.perSecond ?? NaN)));
  const isOurs = redis !== undefined && results !== redis;
  const cost = spread(results.map(({ cpu }) => cpu)).median;
  return [
    {
      name: `${name}, ${how}: resumed a second`,
      unit: '',
      value: spread(perSecond),
      note: `${cost.toFixed(1)} µs of processor time each${name === 'Redis' ? ', of the reader alone' : ''}`,
    },
    ...(isOurs
      ? [{ name: '  ÷ Redis', unit: '×', value: toRedis, aim: atLeast(toRedis.median, 1, '×'), note: 'round by round' }]
      : []),
  ];
}

async function startCore(kind: 'memory' | 'lmdb'): Promise<Contender> {
  const core = Remote.start<CoreApi>(new URL('core.ts', import.meta.url));
  await core.ask('fill', kind, TOPICS, MESSAGES);
  progress(`${kind}: ${TOPICS} topics of ${MESSAGES} messages`);
  return {
    name: `nopal, ${kind}`,
    resume: (count, atOnce) => core.ask('resume', count, MISSED, atOnce),
    stop: async () => {
      await core.ask('close');
      await core.stop();
    },
  };
}

/** None where there is no Redis. */
async function startReader(): Promise<readonly Contender[]> {
  if (findRedis() === undefined) return [];
  const server = await startRedis();
  const reader = Remote.start<RedisApi>(new URL('redis.ts', import.meta.url));
  await reader.ask('connect', server.url);
  await reader.ask('fill', TOPICS, MESSAGES, MISSED);
  progress(`Redis: ${TOPICS} streams of ${MESSAGES} entries`);
  const stop = async (): Promise<void> => {
    await reader.ask('close');
    await reader.stop();
    await server.stop();
  };
  return [{ name: 'Redis', resume: (count, atOnce) => reader.ask('resume', count, MISSED, atOnce), stop }];
}

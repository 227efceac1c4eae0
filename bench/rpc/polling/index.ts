import { scaled, type Figure, type PartOptions, type Section } from '../../lib/part.ts';
import { progress } from '../../lib/progress.ts';
import { spread, type Spread } from '../../lib/stats.ts';
import { memory } from './memory.ts';
import { BARE, CONNECTIONS, NOPAL, Polled, type Flood } from './polled.ts';

const CLIENTS = 10_000;
const ROUNDS = 3;
const FLOOD_MS = 1500;
const PACE_MS = 2000;
/** Of what the slower of both serves at most, when that is less than each client's poll a second. */
const PACE = 0.75;

/** Clients that poll: how many polls are served, what they cost, how long they take, and what subscriptions hold. */
export async function pollingClients(options: PartOptions): Promise<readonly Section[]> {
  return [await polls(options), await memory(options)];
}

async function polls(options: PartOptions): Promise<Section> {
  const clients = scaled(CLIENTS, options);
  const [nopal, bare] = await Promise.all([Polled.start(NOPAL, clients), Polled.start(BARE, clients)]);
  const both = [nopal, bare];
  try {
    // The first round is to warm up.
    for (let n = 0; n <= ROUNDS; n++) {
      for (const one of both) await one.flood(scaled(FLOOD_MS, options), n > 0);
      progress(n === 0 ? 'warmed up' : `polls: round ${n} of ${ROUNDS}`);
    }
    const reachable = Math.min(...both.map(({ rates }) => spread(rates).median)) * PACE;
    const rate = reachable >= CLIENTS ? CLIENTS : Math.max(100, Math.floor(reachable / 100) * 100);
    for (let n = 1; n <= ROUNDS; n++) {
      for (const one of both) await one.pace(rate, scaled(PACE_MS, options));
      progress(`polls at a pace: round ${n} of ${ROUNDS}`);
    }
    const perSecond = rate.toLocaleString('en');
    return {
      title: `${clients.toLocaleString('en')} clients that poll by batches over ${CONNECTIONS} connections: as often as they can, and ${perSecond} times a second${rate < CLIENTS ? `, since once a second each is more than ${PACE} × of what both can serve` : ''}`,
      figures: [
        {
          name: 'polls a second: nopal ÷ capnweb',
          unit: '×',
          value: quotient(nopal.rates, bare.rates),
          note: 'round by round',
        },
        { name: '  processor time per poll', unit: '×', value: quotient(nopal.costs, bare.costs) },
        { name: `  p99 at ${perSecond} a second`, unit: '×', value: quotient(nopal.waits('p99'), bare.waits('p99')) },
        ...both.flatMap((one) => figures(one, perSecond)),
      ],
    };
  } finally {
    await Promise.all(both.map((one) => one.stop()));
  }
}

const quotient = (some: readonly number[], others: readonly number[]): Spread =>
  spread(some.map((one, n) => one / (others[n] ?? NaN)));
/** The middle of shares of time in which a process was busy. */
const percent = (all: readonly Flood[], microseconds: (flood: Flood) => number): number =>
  spread(all.map((one) => microseconds(one) / 10 / one.ms)).median;

function figures(one: Polled, perSecond: string): readonly Figure[] {
  const { name, rates, costs, floods, paces } = one;
  const clientsBusy = percent(floods, ({ cpu }) => cpu);
  return [
    {
      name: `${name}: polls a second, at most`,
      unit: '',
      value: spread(rates),
      note: `the clients were busy ${clientsBusy.toFixed(0)} % of the time`,
    },
    { name: '  processor time each', unit: 'µs', value: spread(costs) },
    { name: `  p50 at ${perSecond} a second`, unit: 'ms', value: spread(one.waits('p50')) },
    {
      name: '  p99',
      unit: 'ms',
      value: spread(one.waits('p99')),
      note: `the server was busy ${percent(paces, ({ used }) => used).toFixed(0)} % of the time`,
    },
  ];
}

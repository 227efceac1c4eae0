import { atLeast, atMost, scaled, type Figure, type Part, type PartOptions, type Section } from '../lib/part.ts';
import { progress } from '../lib/progress.ts';
import { spread, type Spread } from '../lib/stats.ts';
import { contest, ratio, type Outcome } from '../rig/contest.ts';
import type { Flowed } from '../rig/flow.ts';
import { startPlainClients, startRooms, startSockets, startTopicClients, type TopicContender } from './contenders.ts';
import { SAID_BYTES } from './said.ts';

interface Size {
  readonly subscribers: number;
  /** At a pace that all keep up with, in milliseconds apart: what a single message costs and how long it takes. */
  readonly plan: { readonly count: number; readonly spacing: number };
  /** Messages that may be on the way when as many as possible are published. */
  readonly window: number;
}

const SIZES: readonly Size[] = [
  { subscribers: 1, plan: { count: 500, spacing: 2 }, window: 256 },
  { subscribers: 100, plan: { count: 200, spacing: 5 }, window: 64 },
  { subscribers: 10_000, plan: { count: 6, spacing: 500 }, window: 8 },
];
/** Only with so many it is measured what clients without a library cost. */
const MOST = 10_000;
const ROUNDS = { count: 3, watched: 1 };
const FLOW = { warmUpMs: 500, ms: 1500, rounds: 3 };
const QUIET_MS = 300;
/** The compiler learns from few subscribers as well as from many. */
const WARM_UP = { subscribers: 100, plan: { count: 100, spacing: 5 } };
/** What a frame has around a message: the topic, the offset, the time. */
const AROUND_BYTES = 50;

/** Publishing to 1, 100 and 10,000 subscribers: what a delivery costs, how long it takes, how much flows at most. */
const topics: Part = async (options) => {
  const sections: Section[] = [];
  for (const size of SIZES) sections.push(await measure(size, options));
  return sections;
};
export default topics;

async function measure({ subscribers: full, plan, window }: Size, options: PartOptions): Promise<Section> {
  const subscribers = full > WARM_UP.subscribers ? scaled(full, options) : full;
  const nopal = await startTopicClients();
  const bare = await startSockets(SAID_BYTES + AROUND_BYTES);
  const rooms = await startRooms();
  const all = [nopal, bare, rooms];
  if (full === MOST) all.push(await startPlainClients());
  try {
    for (const contender of all) {
      const few = Math.min(subscribers, WARM_UP.subscribers);
      await contender.open(few);
      await contender.round(WARM_UP.plan);
      if (subscribers > few) await contender.open(subscribers - few);
      progress(`${contender.name}: ${subscribers} subscribers are connected`);
    }
    const outcomes = await contest(all, plan, ROUNDS);
    const flows = await flowsOf(all, subscribers, window);
    return {
      title:
        `Messages of ${SAID_BYTES} bytes to ${subscribers.toLocaleString('en')} subscribers: ` +
        `one every ${plan.spacing} ms, and as many as flow with ${window} on the way`,
      figures: [
        ...ratiosOf(outcomes.get(nopal), outcomes.get(rooms), outcomes.get(bare)),
        ...flowRatios(flows.get(nopal), flows.get(rooms), flows.get(bare)),
        ...all.flatMap((contender) => figuresOf(contender, outcomes.get(contender), flows.get(contender) ?? [])),
      ],
    };
  } finally {
    await Promise.all(all.map((contender) => contender.stop()));
  }
}

/** Lets messages flow through the contenders, in turns. */
async function flowsOf(
  all: readonly TopicContender[],
  subscribers: number,
  window: number,
): Promise<ReadonlyMap<TopicContender, readonly Flowed[]>> {
  const flows = new Map<TopicContender, Flowed[]>(all.map((contender) => [contender, []]));
  for (const { server, load } of all) await load.ask('tellDeliveries', await server.ask('listenForFlow'));
  for (let n = 0; n < FLOW.rounds; n++) {
    for (const contender of all) {
      const { server, load } = contender;
      await load.ask('begin', 0);
      const flowed = await server.ask('flow', { subscribers, window, ...FLOW }, SAID_BYTES + AROUND_BYTES);
      await load.ask('quiet', QUIET_MS);
      flows.get(contender)?.push(flowed);
    }
    progress(`flow: round ${n + 1} of ${FLOW.rounds}`);
  }
  for (const { load } of all) await load.ask('tellNoMore');
  return flows;
}

function ratiosOf(
  nopal: Outcome | undefined,
  rooms: Outcome | undefined,
  bare: Outcome | undefined,
): readonly Figure[] {
  const [toRooms, toBare] = [ratio(nopal, rooms), ratio(nopal, bare)];
  const p99 = spread([(nopal?.p99.median ?? NaN) / (rooms?.p99.median ?? NaN)]).median;
  return [
    {
      name: 'processor time per delivery: nopal ÷ Socket.IO',
      unit: '×',
      value: toRooms,
      aim: atMost(toRooms.median, 0.75, '×'),
      note: 'round by round',
    },
    { name: '  nopal ÷ bare ws', unit: '×', value: toBare, aim: atMost(toBare.median, 1.5, '×') },
    { name: 'p99: nopal ÷ Socket.IO', unit: '×', value: p99, aim: atMost(p99, 1, '×') },
  ];
}

function flowRatios(
  nopal: readonly Flowed[] = [],
  rooms: readonly Flowed[] = [],
  bare: readonly Flowed[] = [],
): readonly Figure[] {
  const compare = (others: readonly Flowed[]): Spread =>
    spread(nopal.map(({ perSecond }, n) => perSecond / (others[n]?.perSecond ?? NaN)));
  const toRooms = compare(rooms);
  return [
    {
      name: 'messages a second: nopal ÷ Socket.IO',
      unit: '×',
      value: toRooms,
      aim: atLeast(toRooms.median, 1, '×'),
      note: 'round by round',
    },
    { name: '  nopal ÷ bare ws', unit: '×', value: compare(bare) },
  ];
}

function figuresOf({ name }: TopicContender, outcome: Outcome | undefined, flows: readonly Flowed[]): Figure[] {
  if (outcome === undefined) return [];
  const { p50, p99, costs, blocks, said, bytes } = outcome;
  const busy = spread(flows.map((flow) => flow.busy)).median;
  return [
    {
      name: `${name}: processor time per delivery`,
      unit: 'µs',
      value: spread(costs),
      note: `${bytes.toFixed(0)} B each${said > 0 ? `, ${said.toFixed(3)} times said what was taken` : ''}`,
    },
    { name: '  p50 from publish to subscriber', unit: 'ms', value: p50 },
    { name: '  p99', unit: 'ms', value: p99 },
    { name: '  longest block of the event loop', unit: 'ms', value: blocks },
    {
      name: '  messages a second, at most',
      unit: '',
      value: spread(flows.map(({ perSecond }) => perSecond)),
      note: `the server was busy ${(busy * 100).toFixed(0)} % of the time`,
    },
    { name: '  processor time per delivery then', unit: 'µs', value: spread(flows.map(({ cpu }) => cpu)) },
  ];
}

import { scaled, type PartOptions, type Section } from '../../lib/part.ts';
import { progress } from '../../lib/progress.ts';
import { SAMPLE_BYTES } from '../sample.ts';
import { PushContender, Unbounded, startBare, startNopal } from './contender.ts';
import { figures, leakFigures, ratios, streamRatios, type Results } from './figures.ts';
import { leak } from './leak.ts';

interface Size {
  readonly clients: number;
  /** At a pace that all keep up with, in milliseconds apart. */
  readonly plan: { readonly count: number; readonly spacing: number };
}

const SIZES: readonly Size[] = [
  { clients: 1, plan: { count: 300, spacing: 2 } },
  { clients: 100, plan: { count: 24, spacing: 25 } },
];
const ROUNDS = 3;
const FLOW = { warmUpMs: 150, ms: 700 };
/** In less than this, a hundred clients do not come to what is on the way to them. */
const LEAST_MS = 250;
/** When calls that nobody awaits are stopped. */
const MOST = { calls: 100_000, ms: 3000 };

/** Calls of clients' callbacks, by one session and by a hundred. */
export async function pushing(options: PartOptions): Promise<readonly Section[]> {
  const sections: Section[] = [];
  for (const size of SIZES) sections.push(...(await measure(size, options)));
  return sections;
}

async function measure({ clients, plan }: Size, options: PartOptions): Promise<readonly Section[]> {
  const contenders = {
    state: new PushContender('nopal, state', 'state', startNopal()),
    topic: new PushContender('nopal, topic in order', 'topic', startNopal()),
    topicStream: new PushContender('nopal, topic as a stream', 'topic stream', startNopal()),
    awaited: new PushContender('capnweb, each call awaited', 'awaited', startBare()),
    stream: new PushContender('capnweb, a stream', 'stream', startBare()),
    notAwaited: new Unbounded('capnweb, not awaited', startBare()),
  };
  const all = Object.values(contenders);
  const size = { ...plan, count: scaled(plan.count, options) };
  const flow = { ...FLOW, ms: Math.max(LEAST_MS, scaled(FLOW.ms, options)) };
  const most = { ...MOST, calls: scaled(MOST.calls, options) };
  try {
    for (const contender of all) await contender.open(clients);
    progress(`${clients} clients of each are connected`);
    const results = new Map<PushContender, Results>(all.map((contender) => [contender, { paced: [], flows: [] }]));
    // The first round is to warm up.
    for (let n = 0; n <= ROUNDS; n++) {
      for (const contender of all) {
        const paced = await contender.paced(size);
        const flowed = await contender.flow(flow);
        if (n === 0) continue;
        results.get(contender)?.paced.push(paced);
        results.get(contender)?.flows.push(flowed);
      }
      progress(n === 0 ? 'warmed up' : `round ${n} of ${ROUNDS}`);
    }
    const left = await leak('not awaited', clients, most);
    const leftDisposed = await leak('disposed', clients, most);
    progress('calls that nobody awaits');
    const of = (name: keyof typeof contenders): Results => results.get(contenders[name]) ?? { paced: [], flows: [] };
    const who = `${clients} ${clients === 1 ? 'session' : 'sessions'}`;
    return [
      {
        title: `Calls of clients' callbacks with about ${SAMPLE_BYTES} bytes of JSON, ${who}: one every ${plan.spacing} ms, and as many as there can be`,
        figures: [
          ...ratios(of('state'), of('awaited'), of('notAwaited')),
          ...streamRatios(of('topicStream'), of('stream')),
          ...all.flatMap((contender) => figures(contender.name, results.get(contender))),
        ],
      },
      {
        title: `What calls that nobody awaits leave behind in capnweb, ${who}`,
        figures: [...leakFigures('not awaited', left), ...leakFigures('not awaited, but disposed', leftDisposed)],
      },
    ];
  } finally {
    await Promise.all(all.map((contender) => contender.stop()));
  }
}

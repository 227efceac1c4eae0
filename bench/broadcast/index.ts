import { atMost, type Figure, type Part, type Section } from '../lib/part.ts';
import { progress } from '../lib/progress.ts';
import { spread } from '../lib/stats.ts';
import { startBare, startNopal, startSocketIo, type Contender } from '../rig/contender.ts';
import type { Plan } from '../rig/usage.ts';
import { contest, ratio, type Outcome } from '../rig/contest.ts';

/**
 * Updates by number of viewers, in milliseconds apart: as quick as all three keep up with. A flush of nopal's that took t
 * is followed by a pause of t, so this is above twice what writing to everybody takes.
 */
const PLANS: Readonly<Record<number, Plan>> = {
  1000: { count: 48, spacing: 50 },
  5000: { count: 16, spacing: 250 },
  10_000: { count: 16, spacing: 500 },
};
const ROUNDS = { count: 3, watched: 2 };
/** The compiler learns from few viewers as well as from many. */
const WARM_UP = { viewers: 100, count: 200, spacing: 20 };

/** The card's update to many viewers: what a delivered update costs the server, beside bare `ws` and Socket.IO. */
const broadcast: Part = async () => {
  const sections: Section[] = [];
  for (const [viewers, plan] of Object.entries(PLANS)) sections.push(await measure(Number(viewers), plan));
  return sections;
};
export default broadcast;

async function measure(viewers: number, plan: Plan): Promise<Section> {
  let bytes = 0;
  const nopal = await startNopal('nopal', '/card', 'card');
  const bare = await startBare(() => bytes);
  const socketIo = await startSocketIo();
  const all = [nopal, bare, socketIo];
  try {
    for (const contender of all) {
      await contender.open(WARM_UP.viewers);
      const { counted } = await contender.round(WARM_UP);
      // What is written to bare sockets is as large as what nopal sends.
      if (contender === nopal) bytes = Math.round(counted.bytes / counted.updates);
      await contender.open(viewers - WARM_UP.viewers);
      progress(`${contender.name}: ${viewers} viewers are connected`);
    }
    const outcomes = await contest(all, plan, ROUNDS);
    const toBare = ratio(outcomes.get(nopal), outcomes.get(bare));
    const toSocketIo = ratio(outcomes.get(nopal), outcomes.get(socketIo));
    return {
      title: `Broadcast of the card's update to ${viewers.toLocaleString('en')} viewers, one every ${plan.spacing} ms`,
      figures: [
        {
          name: 'nopal ÷ bare ws',
          unit: '×',
          value: toBare,
          aim: atMost(toBare.median, 1.1, '×'),
          note: 'processor time per delivered update, round by round',
        },
        { name: 'nopal ÷ Socket.IO', unit: '×', value: toSocketIo, aim: atMost(toSocketIo.median, 0.75, '×') },
        ...all.flatMap((contender) => figuresOf(contender, outcomes.get(contender), contender === nopal)),
      ],
    };
  } finally {
    await Promise.all(all.map((contender) => contender.stop()));
  }
}

function figuresOf({ name }: Contender, outcome: Outcome | undefined, isOurs: boolean): readonly Figure[] {
  if (outcome === undefined) return [];
  const { p50, p99, costs, blocks, said, bytes, skipped } = outcome;
  const notes = [`${bytes.toFixed(0)} B each`];
  if (said > 0) notes.push(`${said.toFixed(2)} acknowledgements per update`);
  if (skipped > 0) notes.push(`${skipped.toLocaleString('en')} updates skipped`);
  const ways: Figure[] = [
    { name: '  p50 of the way to a viewer', unit: 'ms', value: p50 },
    { name: '  p99', unit: 'ms', value: p99 },
  ];
  return [
    { name: `${name}: processor time per update`, unit: 'µs', value: spread(costs), note: notes.join(', ') },
    // Which update one was, is only known of viewers who got them all.
    ...(p50.samples > 0 ? ways : []),
    {
      name: '  longest block of the event loop',
      unit: 'ms',
      value: blocks,
      ...(isOurs ? { aim: atMost(blocks.median, 15, 'ms') } : {}),
    },
  ];
}

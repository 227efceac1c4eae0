import { atMost, type Figure, type Part, type Section } from '../lib/part.ts';
import { progress } from '../lib/progress.ts';
import { spread } from '../lib/stats.ts';
import { startNopal, type NopalContender } from '../rig/contender.ts';
import { contest, ratio, type Outcome } from '../rig/contest.ts';

const VIEWERS = 10_000;
const ROUNDS = { count: 3, watched: 1 };
const PLAN = { count: 8, spacing: 400 };
/** Every tenth viewer's header says something of its own. */
const PRIVATE = 10;
/** With nothing shared every update is a rendering per viewer: what one costs can be seen from a few. */
const OWN = [
  { name: '10 rows', path: '/own-few', what: 'few rows', viewers: 500 },
  { name: '1,000 rows', path: '/own-many', what: 'many rows', viewers: 50 },
] as const;
/** Slow enough for them too. */
const OWN_PLAN = { count: 12, spacing: 500 };

/** One changed cell of a table: what it costs that a page is large, that parts of it are private, and that all of it is. */
const sharing: Part = async () => {
  const { section, perUpdate } = await shared();
  return [section, await unshared(perUpdate)];
};
export default sharing;

async function shared(): Promise<{ readonly section: Section; readonly perUpdate: number }> {
  const card = await startNopal('the card', '/card', 'card');
  const many = await startNopal('1,000 rows', '/many', 'many rows');
  const own = await startNopal('1,000 rows, 10 % with a header of their own', '/many', 'many rows');
  const nested = await startNopal('the same, rows in a component of their own', '/nested', 'many rows');
  const all = [card, many, own, nested];
  try {
    for (const contender of all) {
      await contender.open(VIEWERS);
      progress(`${contender.name}: ${VIEWERS} viewers are connected`);
    }
    for (const contender of [own, nested]) await greet(contender);
    const outcomes = await contest(all, PLAN, ROUNDS);
    const compared = (one: NopalContender, note: string): Figure => {
      const value = ratio(outcomes.get(one), outcomes.get(card));
      return { name: `${one.name} ÷ the card`, unit: '×', value, aim: atMost(value.median, 1.2, '×'), note };
    };
    const figures = [
      compared(many, 'processor time of an update to all viewers'),
      compared(own, 'one rendering and one patch per private header'),
      compared(nested, 'private headers, shared rows'),
      ...all.flatMap(({ name }, n) => figuresOf(name, outcomes.get(all[n] as NopalContender))),
    ];
    const title = `One cell changed, ${VIEWERS.toLocaleString('en')} viewers, an update every ${PLAN.spacing} ms`;
    return { section: { title, figures }, perUpdate: spread(outcomes.get(many)?.costs ?? []).median };
  } finally {
    await Promise.all(all.map((contender) => contender.stop()));
  }
}

/** Private headers; what that sends is through before anything is measured. */
async function greet(contender: NopalContender): Promise<void> {
  const count = await contender.server.ask('greet', PRIVATE);
  if (count !== VIEWERS / PRIVATE) throw new Error(`${count} viewers got a header of their own.`);
  await contender.round({ count: 1, spacing: 0 });
}

/** @param perUpdate what an update costs with sharing, in microseconds */
async function unshared(perUpdate: number): Promise<Section> {
  const figures: Figure[] = [];
  for (const { name, path, what, viewers } of OWN) {
    const contender = await startNopal(name, path, what);
    try {
      await contender.open(viewers);
      const outcome = (await contest([contender], OWN_PLAN, ROUNDS)).get(contender);
      figures.push(...figuresOf(`${name}, ${viewers} viewers`, outcome));
      if (what !== 'many rows') continue;
      const value = spread(outcome?.costs ?? []).median / perUpdate;
      figures.unshift({ name: `${name}: nothing shared ÷ shared`, unit: '×', value, note: 'what sharing saves' });
    } finally {
      await contender.stop();
    }
  }
  return { title: 'The same with nothing shared: a ref in the page’s component', figures };
}

function figuresOf(name: string, outcome: Outcome | undefined): readonly Figure[] {
  if (outcome === undefined) return [];
  const { costs, blocks, bytes, skipped } = outcome;
  const note = `${bytes.toFixed(0)} B each${skipped > 0 ? `, ${skipped.toLocaleString('en')} updates skipped` : ''}`;
  return [
    { name: `${name}: processor time per viewer and update`, unit: 'µs', value: spread(costs), note },
    { name: '  longest block of the event loop', unit: 'ms', value: blocks },
  ];
}

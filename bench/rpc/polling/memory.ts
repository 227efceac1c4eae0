import { scaled, type Figure, type PartOptions, type Section } from '../../lib/part.ts';
import { progress } from '../../lib/progress.ts';
import { Remote } from '../../rig/remote.ts';
import { BUFFER, type PollApi } from './desk.ts';
import { BARE, NOPAL, type Contender } from './polled.ts';

/** Subscriptions whose memory is measured. */
const HELD = [10_000, 100_000];
const FLAGS = ['--expose-gc'];

/** What polling subscriptions hold. */
export async function memory(options: PartOptions): Promise<Section> {
  const counts = HELD.map((count) => scaled(count, options));
  const [nopal, bare] = [await held(NOPAL, counts), await held(BARE, counts)];
  const rows = (name: string, bytes: readonly number[]): readonly Figure[] =>
    counts.map((count, n) => ({
      name: `${name}: for each of ${count.toLocaleString('en')}`,
      unit: 'B',
      value: bytes[n] ?? NaN,
    }));
  return {
    title: `Memory of polling subscriptions, ${BUFFER} updates not polled yet: heap and buffers`,
    figures: [
      {
        name: 'nopal ÷ capnweb',
        unit: '×',
        value: (nopal.at(-1) ?? NaN) / (bare.at(-1) ?? NaN),
        note: 'the most of them',
      },
      ...rows(NOPAL.name, nopal),
      ...rows(BARE.name, bare),
    ],
  };
}

/** What each of so many subscriptions takes, in bytes. */
async function held({ name, module }: Contender, counts: readonly number[]): Promise<readonly number[]> {
  const server = Remote.start<PollApi>(module, FLAGS);
  try {
    // What is needed once is there.
    await server.ask('fill', 1);
    const before = await server.ask('memory');
    const each: number[] = [];
    let there = 0;
    for (const count of counts) {
      await server.ask('fill', count - there);
      there = count;
      each.push(((await server.ask('memory')).used - before.used) / count);
    }
    progress(`${name}: memory of ${there.toLocaleString('en')} subscriptions`);
    return each;
  } finally {
    await server.stop();
  }
}

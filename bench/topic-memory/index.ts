import { atMost, scaled, type Figure, type Part, type Section } from '../lib/part.ts';
import { progress } from '../lib/progress.ts';
import { Remote } from '../rig/remote.ts';
import { SAID_BYTES } from '../topics/said.ts';
import type { HolderApi, Way } from './holder.ts';

const TOPICS = 100_000;
const MESSAGES = 100;
/** Of the topics, as many are stored on disk: that takes longest, and more of them take in proportion. */
const ON_DISK = 0.2;
/** What a process needs once is there when so many topics were filled. */
const FIRST = 100;
/** The ten million messages are more than Node's own bound of the heap. */
const FLAGS = ['--expose-gc', '--max-old-space-size=12288'];
const GIBIBYTE = 2 ** 30;

interface Held {
  readonly rss: number;
  readonly used: number;
  readonly file: number;
  readonly ms: number;
}

/** What many topics with their history take: in memory, with ids, on disk, and as one would write it by hand. */
const topicMemory: Part = async (options) => {
  const topics = scaled(TOPICS, options);
  const memory = await measure('memory', topics);
  const withIds = await measure('memory, with publishers’ ids', topics);
  const stored = Math.ceil(topics * ON_DISK);
  const lmdb = await measure('lmdb', stored);
  const naive = await measure('Map of arrays', topics);
  const toNaive = memory.used / naive.used;
  const section: Section = {
    title: `${topics.toLocaleString('en')} topics of ${MESSAGES} messages of ${SAID_BYTES} bytes of JSON: ${inGiB(topics * MESSAGES * SAID_BYTES)} GiB of payload`,
    figures: [
      { name: 'memory ÷ Map of arrays', unit: '×', value: toNaive, aim: atMost(toNaive, 0.75, '×'), note: 'heap' },
      ...figures('memory', memory, topics, 40),
      ...figures('memory, with publishers’ ids', withIds, topics),
      ...figures('Map of arrays', naive, topics),
      {
        name: `lmdb, ${stored.toLocaleString('en')} topics: file`,
        unit: 'GiB',
        value: lmdb.file / GIBIBYTE,
        note: `${((lmdb.ms / stored / MESSAGES) * 1000).toFixed(1)} µs to publish each, 1,000 at a time`,
      },
      { name: '  for each message, over its JSON', unit: 'B', value: lmdb.file / stored / MESSAGES - SAID_BYTES },
      { name: '  heap and buffers', unit: 'GiB', value: lmdb.used / GIBIBYTE },
      { name: '  resident memory', unit: 'GiB', value: lmdb.rss / GIBIBYTE, note: 'pages of the file among it' },
    ],
  };
  return [section];
};
export default topicMemory;

function figures(name: string, { rss, used, ms }: Held, topics: number, most?: number): readonly Figure[] {
  const messages = topics * MESSAGES;
  const over = used / messages - SAID_BYTES;
  return [
    {
      name: `${name}: heap and buffers`,
      unit: 'GiB',
      value: used / GIBIBYTE,
      note: `${((ms / messages) * 1000).toFixed(1)} µs to publish each`,
    },
    { name: '  for each topic', unit: 'KiB', value: used / topics / 1024 },
    {
      name: '  for each message, over its JSON',
      unit: 'B',
      value: over,
      ...(most !== undefined && { aim: atMost(over, most, 'B') }),
    },
    { name: '  resident memory', unit: 'GiB', value: rss / GIBIBYTE },
  ];
}

async function measure(way: Way, topics: number): Promise<Held> {
  const empty = await fill(way, Math.min(FIRST, topics));
  const full = await fill(way, topics);
  progress(`${way}: filled in ${(full.ms / 1000).toFixed(0)} s`);
  return { ...full, rss: full.rss - empty.rss, used: full.used - empty.used };
}

async function fill(way: Way, topics: number): Promise<Held> {
  const holder = Remote.start<HolderApi>(new URL('holder.ts', import.meta.url), FLAGS);
  try {
    const ms = await holder.ask('fill', way, topics, MESSAGES);
    const { rss, used } = await holder.ask('memory');
    const file = await holder.ask('fileBytes');
    await holder.ask('close');
    return { rss, used, file, ms };
  } finally {
    await holder.stop();
  }
}

function inGiB(bytes: number): string {
  return (bytes / GIBIBYTE).toFixed(2);
}

import { atMost, type Figure, type Part } from '../lib/part.ts';
import { progress } from '../lib/progress.ts';
import { startBare, startNopal, startSocketIo, type Contender } from '../rig/contender.ts';

const VIEWERS = 8000;
/** What a server needs once is there when so many are connected. */
const FIRST = 200;
const FLAGS = ['--expose-gc'];
const UPDATE = { count: 1, spacing: 0 };
/** Of the card's update; only what is held afterwards counts. */
const BYTES = 250;

interface PerViewer {
  readonly rss: number;
  readonly used: number;
}

/** What a connected viewer costs in memory, beside bare `ws` and Socket.IO. */
const memory: Part = async () => {
  const nopal = await perViewer(await startNopal('nopal', '/card', 'card', FLAGS));
  const bare = await perViewer(await startBare(() => BYTES, FLAGS));
  const socketIo = await perViewer(await startSocketIo(FLAGS));
  const figure = (name: string, { rss, used }: PerViewer, note: string): Figure[] => [
    { name: `${name}: resident memory`, unit: 'KiB', value: rss / 1024, note },
    { name: '  of it JavaScript’s heap and buffers', unit: 'KiB', value: used / 1024 },
  ];
  const ratio = nopal.rss / bare.rss;
  return [
    {
      title: `Memory per viewer, ${VIEWERS.toLocaleString('en')} connections`,
      figures: [
        { name: 'nopal ÷ bare ws', unit: '×', value: ratio, aim: atMost(ratio, 1.3, '×'), note: 'resident memory' },
        ...figure('nopal', nopal, 'page served, claimed, one update received'),
        ...figure('bare ws', bare, 'connected, one update received'),
        ...figure('Socket.IO', socketIo, 'the same; without any page'),
      ],
    },
  ];
};
export default memory;

async function perViewer(contender: Contender): Promise<PerViewer> {
  try {
    await contender.open(FIRST);
    await contender.round(UPDATE);
    const before = await contender.memory();
    await contender.open(VIEWERS - FIRST);
    await contender.round(UPDATE);
    const after = await contender.memory();
    progress(`${contender.name}: ${VIEWERS} viewers were measured`);
    const more = VIEWERS - FIRST;
    return { rss: (after.rss - before.rss) / more, used: (after.used - before.used) / more };
  } finally {
    await contender.stop();
  }
}

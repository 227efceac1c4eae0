import { atMost, scaled, type PartOptions, type Section } from '../lib/part.ts';
import { progress } from '../lib/progress.ts';
import { spread } from '../lib/stats.ts';
import { startLoad } from '../rig/contender.ts';
import type { Gathered } from '../rig/gathering.ts';
import { CLIENTS, startTopics } from '../topics/contenders.ts';

const CHATTERS = 10_000;
const LAST = 20;
const ROUNDS = 3;
const QUIET_MS = 500;

interface Joined extends Gathered {
  readonly cpu: number;
  readonly longestBlock: number;
  readonly bytes: number;
  /** Until all know of one more who comes, in milliseconds. */
  readonly oneMore: number;
}

/** Topic clients that want the last messages, are present, and watch who else is. */
export async function joiningClients(options: PartOptions): Promise<Section> {
  const chatters = scaled(CHATTERS, options);
  const rounds: Joined[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    rounds.push(await join(chatters));
    progress(`${chatters} clients joined: round ${round} of ${ROUNDS}`);
  }
  const of = (figure: keyof Joined): ReturnType<typeof spread> => spread(rounds.map((round) => round[figure]));
  const messages = of('messages');
  const counted = of('counted');
  return {
    title: `${chatters.toLocaleString('en')} topic clients join one topic at once, each round at a server of its own`,
    figures: [
      {
        name: `until each has the last ${LAST} messages`,
        unit: 'ms',
        value: messages,
        aim: atMost(messages.median, 5000, 'ms'),
        note: `${of('retries').median} connections were refused by the system, and tried again`,
      },
      { name: 'until each is told that it is present', unit: 'ms', value: of('served') },
      {
        name: 'until each knows how many are there',
        unit: 'ms',
        value: counted,
        aim: atMost(counted.median, 10_000, 'ms'),
      },
      { name: '  of one more who comes then', unit: 'ms', value: of('oneMore') },
      {
        name: 'processor time for each',
        unit: 'µs',
        value: of('cpu'),
        note: 'connection, upgrade, hello, three requests, messages, who is there',
      },
      { name: 'longest block of the event loop', unit: 'ms', value: of('longestBlock') },
      { name: 'sent to each', unit: 'KiB', value: of('bytes'), note: 'messages, and who is there' },
    ],
  };
}

async function join(chatters: number): Promise<Joined> {
  const server = startTopics();
  const load = startLoad();
  try {
    const port = await server.ask('listen');
    await server.ask('fill', 1, LAST);
    await load.ask('begin', 0);
    await server.ask('begin', true);
    const role = { topics: 1, last: LAST, isPresent: true };
    const opening = { kind: 'topic', port, path: CLIENTS, count: chatters, role } as const;
    const gathered = await load.ask('gather', opening, LAST);
    const { bytes, lost, lostBecause } = await load.ask('quiet', QUIET_MS);
    const { cpu, longestBlock = NaN } = await server.ask('end');
    if (lost > 0) throw new Error(`${lost} clients were lost (${lostBecause}).`);
    const one = await load.ask('gather', { ...opening, count: 1 }, LAST);
    return { ...gathered, oneMore: one.counted, cpu: cpu / chatters, longestBlock, bytes: bytes / chatters / 1024 };
  } finally {
    await Promise.all([server.stop(), load.stop()]);
  }
}

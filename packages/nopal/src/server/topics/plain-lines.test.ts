import { expect, test } from 'vitest';
import { Presence, PresenceRooms } from '../../push/presence.ts';
import { until } from '../../../test/support/until.ts';
import { PresenceLines, type LineTaker } from './plain-lines.ts';

/** Lines about a topic's users. */
function setUp() {
  const presence = new Presence('lobby', 0, new PresenceRooms());
  const lines = new PresenceLines(({ kind, user }) => (kind === 'joined' ? user.id : undefined));
  return { presence, lines };
}

interface TestTaker extends LineTaker {
  readonly got: string[];
  /** How often it was told something. */
  readonly pieces: Buffer[];
}

/** Keeps what it is told. Frames of fewer than 126 bytes begin with two bytes, the second their length. */
function makeTaker(): TestTaker {
  const got: string[] = [];
  const pieces: Buffer[] = [];
  const takeLines = (lines: Buffer): void => {
    pieces.push(lines);
    for (let at = 0; at < lines.length; at += 2 + (lines[at + 1] ?? 0)) {
      got.push(lines.toString('utf8', at + 2, at + 2 + (lines[at + 1] ?? 0)));
    }
  };
  return { got, pieces, takeLines };
}

test('what comes in one turn is told in one piece, the same for all who hear the same', async () => {
  const { presence, lines } = setUp();
  const [first, second, late] = [makeTaker(), makeTaker(), makeTaker()];
  lines.add(first, presence);
  lines.add(second, presence);
  presence.join({ id: 'a' });
  presence.join({ id: 'b' });
  lines.add(late, presence);
  presence.join({ id: 'c' });
  await until(() => late.got.length > 0);
  expect([first.got, second.got, late.got]).toEqual([['a', 'b', 'c'], ['a', 'b', 'c'], ['c']]);
  expect(first.pieces).toHaveLength(1);
  expect(second.pieces[0]).toBe(first.pieces[0]);
});

test('who catches up is told nothing twice', async () => {
  const { presence, lines } = setUp();
  const [early, other] = [makeTaker(), makeTaker()];
  lines.add(early, presence);
  lines.add(other, presence);
  presence.join({ id: 'a' });
  lines.catchUp(early);
  expect([early.got, other.got]).toEqual([['a'], []]);
  presence.join({ id: 'b' });
  await until(() => other.got.length === 2);
  expect([early.got, other.got]).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ]);
});

test('lines are not kept once they are told, and nothing goes on then', async () => {
  const { presence, lines } = setUp();
  const taker = makeTaker();
  lines.add(taker, presence);
  for (let n = 0; n < 3; n++) {
    presence.join({ id: `${n}` });
    await until(() => taker.got.length === n + 1);
  }
  await until(() => !process.getActiveResourcesInfo().includes('Immediate'));
  expect(taker.pieces).toHaveLength(3);
});

test('of more lines than may wait, the newest are told', async () => {
  const { presence, lines } = setUp();
  const taker = makeTaker();
  lines.add(taker, presence);
  for (let n = 1; n <= 10_500; n++) presence.join({ id: `${n}` });
  await until(() => taker.got.length > 0);
  expect([taker.got.length, taker.got[0], taker.got.at(-1)]).toEqual([10_000, '501', '10500']);
});

test('ten thousand are told in slices, each all of it and once, also while more comes', async () => {
  const { presence, lines } = setUp();
  const takers = Array.from({ length: 10_000 }, makeTaker);
  for (const taker of takers) lines.add(taker, presence);
  for (let n = 0; n < 20; n++) {
    presence.join({ id: `${n}` });
    await new Promise((resolve) => setImmediate(resolve));
  }
  await until(() => takers.every(({ got }) => got.length === 20));
  const all = Array.from({ length: 20 }, (_, n) => `${n}`);
  expect(takers.filter(({ got }) => got.join() !== all.join())).toEqual([]);
});

test('who is let go hears nothing more, and nobody is listened to for nobody', async () => {
  const rooms = new PresenceRooms();
  const presence = new Presence('lobby', 0, rooms);
  const lines = new PresenceLines(({ user }) => user.id);
  const [gone, here] = [makeTaker(), makeTaker()];
  lines.add(gone, presence);
  lines.add(here, presence);
  const member = presence.join({ id: 'a' });
  lines.delete(gone);
  await until(() => here.got.length === 1);
  lines.delete(here);
  member.leave();
  expect([gone.got, here.got, rooms.size]).toEqual([[], ['a'], 0]);
});

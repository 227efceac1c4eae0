import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Board, kept, maxTaskLength } from './board.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'board-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function open() {
  const board = new Board();
  const told: string[] = [];
  await board.open(folder, {
    changed: (userId, { tasks }) => told.push(`${userId} ${tasks.length}`),
    problem: (error) => told.push(String(error)),
  });
  return { board, told };
}

test('a task reaches the one user it is for, who can finish it once', async () => {
  const { board, told } = await open();
  expect(board.assign('amina', ' Check the backups ', 'Boris')).toBeUndefined();
  const [task] = board.deskOf('amina').tasks;
  expect(task).toMatchObject({ text: 'Check the backups', by: 'Boris' });
  expect(board.deskOf('boris').tasks).toEqual([]);
  board.finish('boris', task?.id ?? '');
  expect(board.deskOf('amina').tasks).toHaveLength(1);
  board.finish('amina', task?.id ?? '');
  board.finish('amina', task?.id ?? '');
  expect(board.deskOf('amina').feed.map(({ text }) => text)).toEqual([
    'You did: Check the backups',
    'Boris gave you a task: Check the backups',
  ]);
  expect(told).toEqual(['amina 1', 'amina 0']);
  await board.save();
});

test.each([
  ['nobody', 'Rest', 'somebody'],
  ['amina', '  ', '1 to 200'],
  ['amina', 'x'.repeat(maxTaskLength + 1), '1 to 200'],
])('a task for %s that says %j is refused with the reason', async (user, text, reason) => {
  const { board, told } = await open();
  expect(board.assign(user, text, 'Boris')).toContain(reason);
  expect(told).toEqual([]);
});

test('tasks and feed are bounded, and there after a restart', async () => {
  const { board } = await open();
  const answers = Array.from({ length: kept.tasks + 1 }, (_, n) => board.assign('chen', `Task ${n}`, 'Boris'));
  expect(answers.filter(Boolean)).toEqual(['Chen Wei has enough to do already.']);
  await board.save();
  const restarted = await open();
  expect(restarted.board.deskOf('chen')).toEqual(board.deskOf('chen'));
  expect(board.deskOf('chen').feed).toHaveLength(kept.feed);
});

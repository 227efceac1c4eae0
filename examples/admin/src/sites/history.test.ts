import { expect, test } from 'vitest';
import {
  added,
  changed,
  emptyHistory,
  type Entry,
  type History,
  historySchema,
  interrupted,
  isBusy,
  kept,
  rolledBack,
  servable,
} from './history.ts';

const at = '2026-01-01T10:00:00.000Z';
const versionOf = (n: number): string => n.toString(16).padStart(8, '0');

function deployment(n: number, status: Entry['status'] = 'succeeded'): Entry {
  return { kind: 'deployment', version: versionOf(n), status, stage: 'Live', by: 'Amina', startedAt: at };
}

/** Versions 1 to `count` were deployed, the last one is live. */
function deployed(count: number): History {
  let history = emptyHistory;
  for (let n = 1; n <= count; n += 1) history = { ...added(history, deployment(n)), live: versionOf(n) };
  return history;
}

test('rollback makes an earlier version live and says who did it', () => {
  const history = rolledBack(deployed(3), versionOf(1), 'Boris', at);
  expect(history?.live).toBe(versionOf(1));
  expect(history?.entries[0]).toMatchObject({ kind: 'rollback', version: versionOf(1), by: 'Boris' });
  expect(history?.entries).toHaveLength(4);
});

test('what is live, failed, unknown or not kept any more cannot be gone back to', () => {
  const history = added(deployed(8), deployment(9, 'failed'));
  for (const n of [8, 9, 77, 1]) expect(rolledBack(history, versionOf(n), 'Boris', at)).toBeUndefined();
  expect(rolledBack(history, '../../etc', 'Boris', at)).toBeUndefined();
  expect(rolledBack(history, versionOf(4), 'Boris', at)?.live).toBe(versionOf(4));
});

test('the newest versions stay servable, and the live one however old', () => {
  expect(servable(deployed(8))).toEqual([8, 7, 6, 5, 4].map(versionOf));
  const back = rolledBack(deployed(5), versionOf(1), 'Boris', at) as History;
  expect(servable({ ...added(back, deployment(6)), live: versionOf(1) })).toContain(versionOf(1));
});

test('the history is bounded', () => {
  expect(deployed(100).entries).toHaveLength(kept.entries);
});

test('a site is busy while a deployment waits or runs, and only then', () => {
  const running = added(deployed(1), deployment(2, 'running'));
  expect([isBusy(deployed(1)), isBusy(running)]).toEqual([false, true]);
  expect(isBusy(changed(running, versionOf(2), { status: 'failed' }))).toBe(false);
});

test('a change of a deployment does not touch rollbacks to the same version', () => {
  const back = rolledBack(deployed(2), versionOf(1), 'Boris', at) as History;
  const entries = changed(back, versionOf(1), { stage: 'Changed' }).entries;
  expect(entries.map(({ kind, stage }) => `${kind} ${stage}`)).toEqual([
    'rollback Live',
    'deployment Live',
    'deployment Changed',
  ]);
});

test('after a restart nothing runs, and what was live is live', () => {
  const stored: unknown = JSON.parse(JSON.stringify(added(deployed(1), deployment(2, 'running'))));
  const history = interrupted(historySchema.parse(stored), at);
  expect(isBusy(history)).toBe(false);
  expect(history.entries[0]).toMatchObject({ status: 'failed', error: expect.stringContaining('Deploy again') });
  expect(history.live).toBe(versionOf(1));
});

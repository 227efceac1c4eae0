import { expect, test } from 'vitest';
import type { NopalError } from '../protocol/error.ts';
import { Retained, type RetainTarget } from './retained.ts';

const Card = (): null => null;
const Row = (): null => null;
const all: RetainTarget = { kind: 'all' };
const cards: RetainTarget = { kind: 'type', component: Card };
const job: RetainTarget = { kind: 'id', id: 'job' };

function make(max = 100) {
  const problems: NopalError[] = [];
  const retained = new Retained(max, (problem) => problems.push(problem));
  const keep = (target: RetainTarget, key: string, value: unknown): void =>
    retained.keep(target, new Map([[key, value]]));
  return { retained, keep, problems };
}

test('the most specific target wins, whichever was pushed last', () => {
  const { retained, keep } = make();
  keep(job, 'n', 'id');
  keep(cards, 'n', 'type');
  keep(all, 'n', 'all');
  expect(retained.find('n', Card, 'job')?.value).toBe('id');
  expect(retained.find('n', Card, 'other')?.value).toBe('type');
  expect(retained.find('n', Row, undefined)?.value).toBe('all');
  expect(retained.find('m', Card, 'job')).toBeUndefined();
});

test('of one target and key only the newest is kept', () => {
  const { retained, keep } = make();
  keep(all, 'n', 1);
  keep(all, 'n', 2);
  expect([retained.size, retained.find('n', Row, undefined)?.value]).toEqual([1, 2]);
});

test('a function makes the next value from the retained one; without one it is told', () => {
  const { retained, keep, problems } = make();
  keep(all, 'n', (before: number) => before + 1);
  expect([retained.size, problems[0]?.code]).toEqual([0, 'retain-needs-value']);
  keep(all, 'n', 1);
  keep(all, 'n', (before: number) => before + 1);
  expect(retained.find('n', Row, undefined)?.value).toBe(2);
  keep(all, 'n', () => {
    throw new Error('mine');
  });
  expect([retained.find('n', Row, undefined)?.value, problems[1]?.code]).toEqual([2, 'updater-function-failed']);
});

test('a bounded number is kept; the one that was set longest ago goes', () => {
  const { retained, keep } = make(2);
  keep(all, 'a', 1);
  keep(all, 'b', 1);
  keep(all, 'a', 2);
  keep(all, 'c', 1);
  expect(['a', 'b', 'c'].map((key) => retained.find(key, Row, undefined)?.value)).toEqual([2, undefined, 1]);
});

test('clearing goes by target, key, both or neither', () => {
  const { retained, keep } = make();
  const fill = (): void => {
    for (const target of [all, cards, job]) for (const key of ['a', 'b']) keep(target, key, 1);
  };
  fill();
  expect(retained.clear(cards, 'a')).toBe(1);
  expect(retained.clear(undefined, 'a')).toBe(2);
  expect(retained.clear(job, undefined)).toBe(1);
  expect(retained.clear(undefined, undefined)).toBe(2);
  expect(retained.size).toBe(0);
});

test('an id and a key with spaces are not another id and key', () => {
  const { retained, keep } = make();
  keep({ kind: 'id', id: 'a' }, 'b c', 1);
  keep({ kind: 'id', id: 'a b' }, 'c', 2);
  expect([retained.find('b c', Row, 'a')?.value, retained.find('c', Row, 'a b')?.value]).toEqual([1, 2]);
});

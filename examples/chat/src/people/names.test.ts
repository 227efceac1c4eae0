import { describe, expect, test } from 'vitest';
import { nameProblem, Names } from './names.ts';

describe('a name in itself', () => {
  test.each([['Ann'], ['zoë'], ['O'], ['jean-luc'], ['a_b'], ['李雷'], ['Username1'], ['User'], ['x'.repeat(24)]])(
    '%s is fine',
    (name) => {
      expect(nameProblem(name)).toBeUndefined();
    },
  );

  test.each([
    [''],
    ['Ann Lee'],
    ['@Ann'],
    ['-Ann'],
    ['Ann-'],
    ['a\nb'],
    ['a\u202eb'],
    ['x'.repeat(25)],
    ['User1'],
    ['USER65535'],
    ['guest-k3nU1zX9pQ_a'],
  ])('%j is refused', (name) => {
    expect(nameProblem(name)).toBeTypeOf('string');
  });
});

describe('names', () => {
  test('belong to one browser as long as a page of it has them', () => {
    const names = new Names();
    const first = names.take('Ann', 'a');
    const second = names.take('ann', 'a');
    expect(names.take('ANN', 'b')).toBeUndefined();
    first?.();
    first?.();
    expect(names.isFree('Ann', 'b')).toBe(false);
    second?.();
    expect(names.take('Ann', 'b')).toBeTypeOf('function');
    expect(names.isFree('Ann', 'a')).toBe(false);
  });

  test('that look the same are the same', () => {
    const names = new Names();
    names.take('Zo\u00eb', 'a');
    expect(names.isFree('Zoe\u0308', 'b')).toBe(false);
    expect(names.isFree('ＺＯË', 'b')).toBe(false);
  });

  test('are found as their owner writes them, also when the page is gone', () => {
    const names = new Names();
    names.take('Ann', 'a')?.();
    expect(names.find('ANN')).toMatchObject({ name: 'Ann', visitor: 'a' });
    expect(names.find('Bob')).toBeUndefined();
  });

  test('letting go late takes nothing from who has the name now', () => {
    const names = new Names();
    const letGo = names.take('Ann', 'a');
    names.take('Bob', 'a')?.();
    letGo?.();
    names.take('Ann', 'b');
    letGo?.();
    expect(names.isFree('Ann', 'c')).toBe(false);
  });

  test('of nobody are forgotten when there are too many, the oldest first; those of open pages are not', () => {
    const names = new Names(2);
    names.take('Open', 'a');
    names.take('Old', 'b')?.();
    names.take('Newer', 'c')?.();
    expect([names.find('Open'), names.find('Old'), names.find('Newer')].map((known) => known?.name)).toEqual([
      'Open',
      undefined,
      'Newer',
    ]);
  });

  test('of guests are right, and nobody else has them', () => {
    const names = new Names();
    const guests = Array.from({ length: 100 }, () => names.guest());
    expect(guests.map(nameProblem).filter((problem) => problem !== undefined)).toEqual([]);
  });
});

import { expect, test } from 'vitest';
import { Ending } from './ending.ts';

function ending() {
  const log: unknown[] = [];
  const end = new Ending((error) => log.push(error));
  return { end, log, note: (what: string) => () => void log.push(what) };
}

test('what is to be done at the end is done once, unless it was taken back', () => {
  const { end, log, note } = ending();
  end.onEnd(note('first'));
  end.onEnd(note('second'))();
  end.end();
  end.end();
  expect(log).toEqual(['first']);
  expect(end.isOver).toBe(true);
});

test('who comes after the end is told at once', () => {
  const { end, log, note } = ending();
  end.end();
  end.onEnd(note('late'));
  expect(log).toEqual(['late']);
});

test('what throws keeps nothing else from being done', () => {
  const { end, log, note } = ending();
  const problem = new Error('no');
  end.onEnd(() => {
    throw problem;
  });
  end.onEnd(note('second'));
  end.end();
  expect(log).toEqual([problem, 'second']);
});

test('the signal is aborted at the end, also when it is asked for later', () => {
  const { end } = ending();
  const { signal } = end;
  expect(signal.aborted).toBe(false);
  end.end();
  expect(signal.aborted).toBe(true);
  const late = ending().end;
  late.end();
  expect(late.signal.aborted).toBe(true);
});

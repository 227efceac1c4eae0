import { expect, test } from 'vitest';
import { until } from '../../test/support/until.ts';
import { Dispatcher, type Dispatched } from './dispatcher.ts';

/** Something that takes so many slices, and notes when it has one. */
function taker(name: string, slices: number, log: string[]): Dispatched {
  return {
    dispatch: (isOver) => {
      log.push(name);
      while (!isOver());
      return --slices <= 0;
    },
  };
}

test('a topic that takes long holds up the others for a slice at most', async () => {
  const dispatcher = new Dispatcher();
  const log: string[] = [];
  dispatcher.mark(taker('crowd', 4, log));
  dispatcher.mark(taker('few', 1, log));
  expect(log).toEqual([]);
  await until(() => log.length === 5);
  expect(log).toEqual(['crowd', 'few', 'crowd', 'crowd', 'crowd']);
});

test('other work gets its turn between slices', async () => {
  const dispatcher = new Dispatcher();
  const log: string[] = [];
  dispatcher.mark(taker('crowd', 3, log));
  const other = (): void => {
    log.push('other');
    if (log.length < 20) setImmediate(other);
  };
  setImmediate(other);
  await until(() => log.filter((name) => name === 'crowd').length === 3);
  expect(log.slice(0, 5)).toEqual(['crowd', 'other', 'crowd', 'other', 'crowd']);
});

test('one that is marked while it is served is served again, and not at once', async () => {
  const dispatcher = new Dispatcher();
  let served = 0;
  const topic: Dispatched = {
    dispatch: () => {
      served++;
      if (served === 1) dispatcher.mark(topic);
      return true;
    },
  };
  dispatcher.mark(topic);
  await until(() => served === 2);
});

import { expect, test } from 'vitest';
import { Latest, type Receiver } from './latest.ts';

/** Takes what it is given, and is ready again when it is told to be. */
class Taker implements Receiver<number> {
  turn = -1;
  seen = 0;
  readonly got: number[] = [];

  give(value: number): void {
    this.got.push(value);
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('who has the newest and who has not are both given what comes next', async () => {
  const latest = new Latest<number>();
  const [early, late] = [new Taker(), new Taker()];
  latest.ready(early);
  latest.publish(1);
  await turn();
  latest.ready(early);
  latest.ready(late);
  latest.publish(2);
  await turn();
  expect([early.got, late.got]).toEqual([[1, 2], [2]]);
});

test('who is not ready is given nothing, and then the newest', async () => {
  const latest = new Latest<number>();
  const taker = new Taker();
  latest.ready(taker);
  for (let n = 1; n <= 5; n++) {
    latest.publish(n);
    await turn();
  }
  expect(taker.got).toEqual([1]);
  latest.ready(taker);
  latest.ready(taker);
  await turn();
  await turn();
  expect(taker.got).toEqual([1, 5]);
});

test('who is removed is given nothing, whether it waited for the newest or for the next', async () => {
  const latest = new Latest<number>();
  const [waits, has] = [new Taker(), new Taker()];
  latest.ready(has);
  latest.publish(1);
  await turn();
  latest.ready(has);
  latest.ready(waits);
  latest.remove(has);
  latest.remove(waits);
  latest.publish(2);
  await turn();
  expect([waits.got, has.got]).toEqual([[], [1]]);
});

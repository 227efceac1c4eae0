import { expect, test } from 'vitest';
import { Flight } from './flight.ts';

test('a call flies until it is answered or given up', () => {
  const flight = new Flight();
  flight.begin(1, 3, []);
  flight.begin(2, 1, []);
  flight.grow(2, 5);
  flight.answered(1);
  expect(flight.count).toBe(6);
  flight.giveUp(2);
  flight.giveUp(2);
  flight.grow(2, 5);
  expect(flight.count).toBe(0);
});

test('with an answer the calls are over that it is made of, and no others', () => {
  const flight = new Flight();
  flight.begin(1, 1, [0]);
  flight.begin(2, 1, [1]);
  flight.begin(3, 1, [2, 2]);
  flight.begin(4, 1, [3]);
  flight.begin(5, 1, [1]);
  flight.answered(3);
  expect(flight.count).toBe(2);
});

test('of a call that was given up nothing is known', () => {
  const flight = new Flight();
  flight.begin(1, 1, []);
  flight.begin(2, 1, [1]);
  flight.giveUp(2);
  expect(flight.count).toBe(1);
});

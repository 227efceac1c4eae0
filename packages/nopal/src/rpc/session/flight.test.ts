import { expect, test } from 'vitest';
import { Flight } from './flight.ts';

test('a call that is waited for flies until it is answered or given up', () => {
  const flight = new Flight();
  flight.begin(1, 1, 0, []);
  flight.begin(2, 1, 0, []);
  flight.await(1);
  flight.await(1);
  expect(flight.count).toBe(1);
  flight.await(2);
  flight.grow(2, 2);
  expect(flight.count).toBe(4);
  flight.giveUp(1);
  expect(flight.count).toBe(3);
  flight.giveUp(2);
  flight.giveUp(2);
  flight.grow(2, 5);
  flight.await(2);
  expect(flight.count).toBe(0);
});

test('calls within one count whether it is waited for or not', () => {
  const flight = new Flight();
  flight.begin(1, 3, 0, []);
  flight.grow(1, 5);
  expect(flight.count).toBe(7);
  flight.giveUp(1);
  expect(flight.count).toBe(0);
});

test('one that nobody waits for does not count, but what it holds copies of', () => {
  const flight = new Flight();
  flight.begin(1, 1, 4, []);
  flight.begin(2, 1, 3, []);
  expect([flight.count, flight.copies]).toEqual([0, 7]);
  flight.giveUp(1);
  expect(flight.copies).toBe(3);
});

test('with an answer the calls are over that it is made of, and no others', () => {
  const flight = new Flight();
  flight.begin(1, 1, 1, [0]);
  flight.begin(2, 1, 1, [1]);
  flight.begin(3, 1, 1, [2, 2]);
  flight.begin(4, 1, 1, [3]);
  flight.answered(3);
  expect([flight.copies, flight.isOver]).toEqual([1, false]);
  flight.answered(4);
  expect([flight.copies, flight.isOver]).toEqual([0, true]);
});

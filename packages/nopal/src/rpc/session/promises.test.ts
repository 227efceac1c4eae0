import { expect, test } from 'vitest';
import { ClientPromises } from './promises.ts';

const promised = (...promises: readonly number[]) => ({ exports: [], promises });

test('a promise is kept once', () => {
  const promises = new ClientPromises();
  promises.add(promised(-1, -2));
  promises.keep(-2);
  promises.keep(-1);
  expect(() => promises.keep(-1)).toThrow(/rpc-bad-message/);
});

test('one that was let go may still be kept: the client did not know', () => {
  const promises = new ClientPromises();
  promises.add(promised(-1));
  promises.letGo(-1);
  expect(() => promises.keep(-1)).not.toThrow();
});

test('a promise is nothing else, also when it was let go', () => {
  const promises = new ClientPromises();
  promises.add(promised(-1, -2));
  promises.letGo(-2);
  for (const id of [-1, -2]) expect(() => promises.add({ exports: [id], promises: [] })).toThrow(/something else/);
  expect(() => promises.add({ exports: [-3], promises: [] })).not.toThrow();
});

test('a function is no promise', () => {
  const promises = new ClientPromises();
  promises.add({ exports: [-1], promises: [] });
  promises.letGo(-1);
  expect(() => promises.keep(-1)).toThrow(/none/);
});

test('what has the number of a call of this side is nothing of the client', () => {
  for (const id of [0, 1, -0.5]) {
    expect(() => new ClientPromises().add({ exports: [id], promises: [] })).toThrow(/calls of this side/);
    expect(() => new ClientPromises().add(promised(id))).toThrow(/calls of this side/);
  }
});

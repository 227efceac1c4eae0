import { expect, test } from 'vitest';
import { DeployRequests } from './deploy-requests.ts';

const live = new AbortController().signal;

test('a request ends the wait, once', async () => {
  const requests = new DeployRequests();
  const waiting = requests.next(undefined, live);
  expect(requests.request()).toBe(true);
  expect(requests.request(), 'the second click of a double click').toBe(false);
  await waiting;
});

test('a request while a deployment runs is refused, and not kept for later', async () => {
  const requests = new DeployRequests();
  expect(requests.request()).toBe(false);
  const waiting = requests.next(undefined, live);
  expect(requests.request()).toBe(true);
  await waiting;
});

test('the wait is over after its time', async () => {
  const requests = new DeployRequests();
  await requests.next(1, live);
  expect(requests.request()).toBe(false);
});

test('an abort ends the wait, also one from before', async () => {
  const requests = new DeployRequests();
  const controller = new AbortController();
  const waiting = requests.next(undefined, controller.signal);
  controller.abort();
  await waiting;
  await requests.next(undefined, controller.signal);
  expect(requests.request()).toBe(false);
});

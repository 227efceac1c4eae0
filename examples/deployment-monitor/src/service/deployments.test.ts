import { expect, test, vi } from 'vitest';
import { type DeploymentStatus, idle } from '../status.ts';
import { DeployRequests } from './deploy-requests.ts';
import { deployments, type Schedule } from './deployments.ts';

/** Deployments numbered 1, 2, … of two statuses each. */
function scheduleWith(times: Pick<Schedule, 'idleMs' | 'pauseMs'>): Schedule {
  let count = 0;
  return {
    ...times,
    requests: new DeployRequests(),
    async *deploy(): AsyncGenerator<DeploymentStatus> {
      count += 1;
      yield { ...idle, id: `deploy-${count}`, status: 'Building' };
      yield { ...idle, id: `deploy-${count}`, status: 'Published', progress: 100 };
    },
  };
}

test('when watching, one deployment follows the other until the signal ends it', async () => {
  const controller = new AbortController();
  const seen: string[] = [];
  for await (const { id, status } of deployments(scheduleWith({ idleMs: 0, pauseMs: 0 }), controller.signal)) {
    seen.push(`${id} ${status}`);
    if (seen.length === 5) controller.abort();
  }
  expect(seen).toEqual([
    '-------- Idle',
    'deploy-1 Building',
    'deploy-1 Published',
    'deploy-2 Building',
    'deploy-2 Published',
  ]);
});

test('without watching, each deployment waits for a request', async () => {
  const controller = new AbortController();
  const schedule = scheduleWith({ idleMs: undefined, pauseMs: undefined });
  const events = deployments(schedule, controller.signal);
  expect((await events.next()).value).toBe(idle);
  for (const id of ['deploy-1', 'deploy-2']) {
    const first = events.next();
    await vi.waitFor(() => expect(schedule.requests.request()).toBe(true));
    expect((await first).value).toMatchObject({ id, status: 'Building' });
    expect(schedule.requests.request(), 'one is running').toBe(false);
    expect((await events.next()).value).toMatchObject({ id, status: 'Published' });
  }
  const end = events.next();
  controller.abort();
  expect(await end).toEqual({ done: true, value: undefined });
});

import { expect, test } from 'vitest';
import { type DeploymentStatus, idle } from '../status.ts';
import { deploymentService } from './deployment-service.ts';

test('shows every status on all dashboards, retained, and logs what happened', async () => {
  const building: DeploymentStatus = { ...idle, id: 'abcd1234', status: 'Building' };
  const statuses: DeploymentStatus[] = [
    idle,
    building,
    { ...building, progress: 40 },
    { ...building, status: 'Published', progress: 100, liveUrl: '/sites/abcd1234/' },
    building,
    { ...building, status: 'Failed', error: 'first line\nsecond line' },
  ];
  const pushed: unknown[] = [];
  const lines: string[] = [];
  await deploymentService(async function* () {
    yield* statuses;
  })({
    updater: { broadcastStateUpdate: (...call: unknown[]) => pushed.push(call) },
    logger: {
      info: (message: string) => lines.push(message),
      warn: ({ error }: { error: string }, message: string) => lines.push(`warn: ${message} (${error})`),
    } as never,
    signal: new AbortController().signal,
  });
  expect(pushed).toEqual(statuses.map((status) => ['deploymentStatus', status, { retain: true }]));
  expect(lines).toEqual([
    'service started',
    'starting deployment abcd1234',
    'abcd1234 completed: /sites/abcd1234/',
    'starting deployment abcd1234',
    'warn: abcd1234 failed (first line\nsecond line)',
    'service stopped',
  ]);
});

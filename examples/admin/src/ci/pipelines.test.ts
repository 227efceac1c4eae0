import { expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { type GitHubEvent, readGitHub } from './github.ts';
import { readJenkins } from './jenkins.ts';
import type { PipelineEvent } from './pipeline-event.ts';
import { applyEvent, keptBuilds, type PipelineStatus } from './pipelines.ts';
import { recordedDeliveries } from './recorded/deliveries.ts';
import type { Delivery } from './recorded/delivery.ts';

function read({ path, headers, body }: Delivery): PipelineEvent {
  const payload: unknown = JSON.parse(body);
  return path === '/webhooks/jenkins'
    ? readJenkins(payload, Date.now())
    : readGitHub(headers['x-github-event'] as GitHubEvent, payload);
}

const events = [...recordedDeliveries(100)].map(read);
const after = (list: readonly PipelineEvent[]) => list.reduce<readonly PipelineStatus[]>(applyEvent, []);
const summary = (builds: readonly PipelineStatus[]) =>
  builds.map(({ buildId, status, stage }) => `${buildId} ${status}: ${stage}`).toSorted();

const ends = [
  'github-100-1 succeeded: Finished',
  'github-101-1 failed: test: Run the tests failed',
  'jenkins-warehouse-100 succeeded: Finished',
  'jenkins-warehouse-101 failed: Finished',
];

test('whole pipelines of both services end as they should, and say which step failed', () => {
  expect(summary(after(events))).toEqual(ends);
});

test('the newest build comes first, and each stands once', () => {
  expect(after(events).map(({ buildId }) => buildId)).toEqual([
    'jenkins-warehouse-101',
    'github-101-1',
    'jenkins-warehouse-100',
    'github-100-1',
  ]);
});

test.each([
  [0, 0],
  [1500, 5000],
])('in between the page shows the job and its step, with %d ms from one to the next', (pauseMs, duration) => {
  vi.useFakeTimers({ now: Date.parse('2026-01-01T10:00:00.700Z') });
  onTestFinished(() => void vi.useRealTimers());
  const told: PipelineEvent[] = [];
  for (const delivery of recordedDeliveries(100)) {
    told.push(read(delivery));
    vi.advanceTimersByTime(pauseMs);
  }
  const stages = told.slice(0, 4).map((_, i) => after(told.slice(0, i + 1))[0]);
  expect(stages.map((build) => `${build?.status}: ${build?.stage}`)).toEqual([
    'queued: Waiting for a runner',
    'running: Starting',
    'running: test: Check out',
    'running: test: Run the tests',
  ]);
  expect(stages.at(-1)).toMatchObject({
    duration,
    pipeline: 'acme/shop · CI',
    branch: 'main',
    source: 'GitHub Actions',
  });
});

test('deliveries that come late, twice or backwards change nothing about how a build ended', () => {
  expect(summary(after([...events, ...events]))).toEqual(ends);
  const backwards = summary(after(events.toReversed())).map((line) => line.split(':')[0]);
  expect(backwards).toEqual(ends.map((line) => line.split(':')[0]));
});

test('the duration is from the beginning to the last that is known', () => {
  const [start, end] = ['2026-01-01T10:00:00.000Z', '2026-01-01T10:01:30.000Z'];
  const event = { ...(events[0] as PipelineEvent), startedAt: start, at: start };
  expect(after([event])[0]?.duration).toBe(0);
  expect(after([event, { ...event, status: 'succeeded', at: end }])[0]?.duration).toBe(90_000);
});

test('only the newest builds are kept', () => {
  const many = Array.from({ length: keptBuilds + 10 }, (_, i) => ({
    ...(events[0] as PipelineEvent),
    buildId: `${i}`,
  }));
  expect(after(many)).toHaveLength(keptBuilds);
  expect(after(many)[0]?.buildId).toBe(`${keptBuilds + 9}`);
});

test('what is no delivery is refused, naming the field', () => {
  expect(() => readGitHub('workflow_run', { workflow_run: { id: 'x' } })).toThrow(z.ZodError);
  expect(() => readGitHub('workflow_job', {})).toThrow(/workflow_job/);
  expect(() => readJenkins({ name: 'a', build: { phase: 'DONE' } }, 0)).toThrow(/phase/);
});

test('a link that would run a script is refused', () => {
  const [first] = recordedDeliveries(1);
  const body = (first as Delivery).body.replace(/https:\/\/github\.com[^"]*/, 'javascript:alert(1)');
  expect(() => readGitHub('workflow_run', JSON.parse(body))).toThrow(/html_url/);
});

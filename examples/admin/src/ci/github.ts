import { z } from 'zod';
import type { BuildStatus, PipelineEvent } from './pipeline-event.ts';

/** The events of GitHub that tell about builds; the names come in the header `X-GitHub-Event`. */
export type GitHubEvent = 'workflow_run' | 'workflow_job';

/** In one spelling, so that times of different services can be compared as strings. */
const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());
const status = z.enum(['requested', 'waiting', 'pending', 'queued', 'in_progress', 'completed']);
const webUrl = z.url({ protocol: /^https?$/ });

/** The parts of the payloads that are used here; GitHub sends far more, and may send still more tomorrow. */
const runSchema = z.object({
  workflow_run: z.object({
    id: z.int(),
    run_attempt: z.int(),
    name: z.string().nullish(),
    head_branch: z.string().nullable(),
    status,
    conclusion: z.string().nullable(),
    run_started_at: time,
    updated_at: time,
    html_url: webUrl,
  }),
  repository: z.object({ full_name: z.string() }),
});

const jobSchema = z.object({
  workflow_job: z.object({
    run_id: z.int(),
    run_attempt: z.int(),
    name: z.string(),
    workflow_name: z.string().nullish(),
    head_branch: z.string().nullable(),
    status,
    conclusion: z.string().nullable(),
    started_at: time,
    completed_at: time.nullish(),
    steps: z
      .array(
        z.object({
          name: z.string(),
          status,
          conclusion: z.string().nullable(),
          started_at: time.nullish(),
          completed_at: time.nullish(),
        }),
      )
      .default([]),
  }),
  repository: z.object({ full_name: z.string() }),
});

/**
 * Reads a delivery of GitHub Actions.
 *
 * @param payload the body, parsed as JSON.
 * @throws {z.ZodError} when it is not what GitHub sends for that event; the message names the fields.
 */
export function readGitHub(event: GitHubEvent, payload: unknown): PipelineEvent {
  return event === 'workflow_run' ? readRun(payload) : readJob(payload);
}

function readRun(payload: unknown): PipelineEvent {
  const { workflow_run: run, repository } = runSchema.parse(payload);
  const status = statusOf(run.status, run.conclusion);
  return {
    source: 'GitHub Actions',
    buildId: `github-${run.id}-${run.run_attempt}`,
    pipeline: pipelineName(repository.full_name, run.name),
    branch: run.head_branch ?? '(no branch)',
    status,
    stage: status === 'queued' ? 'Waiting for a runner' : status === 'running' ? 'Starting' : 'Finished',
    stageFailed: false,
    startedAt: run.run_started_at,
    at: run.updated_at,
    url: run.html_url,
  };
}

/** A job is a part of a run. When it is over the run goes on, so that its end is a stage and no status. */
function readJob(payload: unknown): PipelineEvent {
  const { workflow_job: job, repository } = jobSchema.parse(payload);
  const failed = job.steps.find(({ conclusion }) => conclusion === 'failure');
  return {
    source: 'GitHub Actions',
    buildId: `github-${job.run_id}-${job.run_attempt}`,
    pipeline: pipelineName(repository.full_name, job.workflow_name),
    branch: job.head_branch ?? '(no branch)',
    status: job.status === 'in_progress' || job.status === 'completed' ? 'running' : 'queued',
    stage: failed ? `${job.name}: ${failed.name} failed` : stageOf(job),
    stageFailed: failed !== undefined,
    startedAt: job.started_at,
    at: latest(job),
  };
}

/** A job does not say when it was reported, but when it and its steps began and ended. */
function latest({ started_at, completed_at, steps }: z.infer<typeof jobSchema>['workflow_job']): string {
  const times = [{ started_at, completed_at }, ...steps].flatMap((part) => [part.started_at, part.completed_at]);
  return times.reduce<string>((last, time) => (time && time > last ? time : last), started_at);
}

function stageOf({ name, status, conclusion, steps }: z.infer<typeof jobSchema>['workflow_job']): string {
  if (status === 'completed') return `${name}: ${conclusion ?? 'done'}`;
  const current = steps.find((step) => step.status === 'in_progress');
  return current ? `${name}: ${current.name}` : name;
}

function statusOf(status: z.infer<typeof jobSchema>['workflow_job']['status'], conclusion: string | null): BuildStatus {
  if (status === 'in_progress') return 'running';
  if (status !== 'completed') return 'queued';
  if (conclusion === 'success' || conclusion === 'neutral') return 'succeeded';
  return conclusion === 'cancelled' || conclusion === 'skipped' ? 'cancelled' : 'failed';
}

function pipelineName(repository: string, workflow: string | null | undefined): string {
  return workflow ? `${repository} · ${workflow}` : repository;
}

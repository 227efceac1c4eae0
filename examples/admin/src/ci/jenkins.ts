import { z } from 'zod';
import type { BuildStatus, PipelineEvent } from './pipeline-event.ts';

const phase = z.enum(['QUEUED', 'STARTED', 'COMPLETED', 'FINALIZED']);
const result = z.enum(['SUCCESS', 'UNSTABLE', 'FAILURE', 'NOT_BUILT', 'ABORTED']);
type Phase = z.infer<typeof phase>;
type Result = z.infer<typeof result>;

/** What the Notification plugin sends in its JSON format, as far as it is used here. */
const notificationSchema = z.object({
  name: z.string(),
  display_name: z.string().optional(),
  build: z.object({
    number: z.int(),
    phase,
    status: result.nullish(),
    /** When the build began, milliseconds since 1970. */
    timestamp: z.int().nonnegative(),
    /** Milliseconds; 0 until it is over. */
    duration: z.int().nonnegative().default(0),
    full_url: z.url({ protocol: /^https?$/ }).nullish(),
    scm: z.object({ branch: z.string().nullish() }).nullish(),
  }),
});

/**
 * Reads a notification of Jenkins.
 *
 * @param payload the body, parsed as JSON.
 * @param receivedAt milliseconds since 1970; a notification does not say when it was sent.
 * @throws {z.ZodError} when it is not what the plugin sends; the message names the fields.
 */
export function readJenkins(payload: unknown, receivedAt: number): PipelineEvent {
  const { name, display_name: title, build } = notificationSchema.parse(payload);
  const status = statusOf(build.phase, build.status ?? undefined);
  const ended = build.duration > 0 ? build.timestamp + build.duration : undefined;
  return {
    source: 'Jenkins',
    buildId: `jenkins-${name}-${build.number}`,
    pipeline: title ?? name,
    // Jenkins names the remote too.
    branch: build.scm?.branch?.replace(/^origin\//, '') ?? '(no branch)',
    status,
    stage: stageOf(build.phase, build.status ?? undefined),
    stageFailed: build.status === 'UNSTABLE',
    startedAt: new Date(build.timestamp).toISOString(),
    at: new Date(ended ?? receivedAt).toISOString(),
    ...(build.full_url ? { url: build.full_url } : {}),
  };
}

function statusOf(phase: Phase, result: Result | undefined): BuildStatus {
  if (phase === 'QUEUED') return 'queued';
  if (phase === 'STARTED') return 'running';
  switch (result) {
    case 'SUCCESS':
      return 'succeeded';
    case 'ABORTED':
    case 'NOT_BUILT':
      return 'cancelled';
    case 'UNSTABLE':
    case 'FAILURE':
    case undefined:
      return 'failed';
  }
}

function stageOf(phase: Phase, result: Result | undefined): string {
  switch (phase) {
    case 'QUEUED':
      return 'Waiting for an executor';
    case 'STARTED':
      return 'Building';
    case 'COMPLETED':
      return result === 'UNSTABLE' ? 'Tests failed' : 'Post-build steps';
    case 'FINALIZED':
      return result === 'UNSTABLE' ? 'Tests failed' : 'Finished';
  }
}

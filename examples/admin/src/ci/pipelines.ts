import { isFinal, type PipelineEvent } from './pipeline-event.ts';

/** One build as the page shows it. */
export interface PipelineStatus extends PipelineEvent {
  /** Milliseconds from the build's beginning to the last that is known of it. */
  duration: number;
}

/** How many builds are kept, the newest ones. */
export const keptBuilds = 50;

/**
 * Puts what happened into a list of builds, newest first.
 *
 * Deliveries may come late, twice or in another order: a build that is over stays over, and its beginning stays the
 * earliest that was told.
 *
 * @returns the same list when nothing changed.
 */
export function applyEvent(builds: readonly PipelineStatus[], event: PipelineEvent): readonly PipelineStatus[] {
  const known = builds.find(({ buildId }) => buildId === event.buildId);
  if (known === undefined) return [withDuration(event), ...builds].slice(0, keptBuilds);
  // What is older than the newest that is known says nothing about now, unless it is the end.
  if (!isFinal(event.status) && (isFinal(known.status) || event.at < known.at)) return builds;
  const { stage, stageFailed } = known.stageFailed && !event.stageFailed ? known : event;
  const url = event.url ?? known.url;
  const next = withDuration({
    ...event,
    stage,
    stageFailed,
    startedAt: event.startedAt < known.startedAt ? event.startedAt : known.startedAt,
    // One job may still wait while others of the same build run.
    status: event.status === 'queued' ? known.status : event.status,
    ...(url === undefined ? {} : { url }),
  });
  return builds.map((build) => (build === known ? next : build));
}

function withDuration(event: PipelineEvent): PipelineStatus {
  return { ...event, duration: Math.max(0, Date.parse(event.at) - Date.parse(event.startedAt)) };
}

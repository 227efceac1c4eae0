/** Where a build stands. The last three are final. */
export type BuildStatus = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';

/** What happened to a build, whichever service told it. */
export interface PipelineEvent {
  source: 'GitHub Actions' | 'Jenkins';
  /** Unique among the builds of all services: `github-30433642-1`. */
  buildId: string;
  /** What is built: `acme/shop · CI`, or the name of a job. */
  pipeline: string;
  branch: string;
  status: BuildStatus;
  /** What the build is at, or ended with. */
  stage: string;
  /** That stage is why the build fails: it stays shown, whatever else the build does until it ends. */
  stageFailed: boolean;
  /** When the build began, ISO 8601. */
  startedAt: string;
  /** When this happened, ISO 8601. */
  at: string;
  /** The build's page at the service. */
  url?: string;
}

export function isFinal(status: BuildStatus): boolean {
  return status !== 'queued' && status !== 'running';
}

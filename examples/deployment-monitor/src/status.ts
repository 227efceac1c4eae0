/** Where a deployment stands. `Idle` is shown before the first one. */
export type DeploymentPhase = 'Idle' | 'Building' | 'Published' | 'Failed';

/** Everything the dashboard shows, pushed as one state named `deploymentStatus`. */
export interface DeploymentStatus {
  /** Eight characters; eight dashes before the first deployment. */
  id: string;
  siteName: string;
  status: DeploymentPhase;
  /** Percent, 0–100. */
  progress: number;
  /** The stage being worked on; of a failed deployment, the one that failed. */
  currentStage: string;
  /** Where the site is served; only when published. */
  liveUrl?: string;
  /** What the failing tool printed, several lines; only when failed. */
  error?: string;
  /** ISO 8601. */
  startedAt?: string;
  /** ISO 8601; when published or failed. */
  completedAt?: string;
}

export const siteName = 'Prickly Pear Café';

/** What is shown until a deployment starts. */
export const idle: DeploymentStatus = {
  id: '--------',
  siteName,
  status: 'Idle',
  progress: 0,
  currentStage: 'Waiting for the next deployment…',
};

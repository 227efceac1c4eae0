import { createStateKey } from 'nopal';

/** How an export goes. */
export interface ExportProgress {
  id: string;
  /** What is exported, for people. */
  title: string;
  status: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  /** Percent, 0–100, whole. */
  progress: number;
  recordsProcessed: number;
  /** How many there will be; 0 until they were counted. */
  totalRecords: number;
  /** Milliseconds; absent while nothing can be said, and at the end. */
  estimatedTimeRemaining?: number;
  /** Size of the file, in bytes; when succeeded. */
  bytes?: number;
  /** Why it failed. */
  error?: string;
  startedAt: string;
  endedAt?: string;
}

/** The progress of one job, pushed by its id. */
export const exportProgress = createStateKey<ExportProgress>('exportProgress');

/** All jobs, newest first, pushed to the page that lists them. */
export const exportJobs = createStateKey<readonly ExportProgress[]>('exportJobs');

export function isOver({ status }: ExportProgress): boolean {
  return status !== 'queued' && status !== 'running';
}

/**
 * How far it is, after some records in some time.
 *
 * @param elapsedMs milliseconds since the first record.
 */
export function measured(
  processed: number,
  total: number,
  elapsedMs: number,
): Pick<ExportProgress, 'progress' | 'recordsProcessed' | 'totalRecords' | 'estimatedTimeRemaining'> {
  // Rounded down: 100 % is for what is done.
  const progress = total === 0 ? 0 : Math.min(100, Math.floor((100 * processed) / total));
  const known = processed > 0 && elapsedMs > 0;
  const remaining = known ? Math.round((elapsedMs / processed) * Math.max(0, total - processed)) : undefined;
  return {
    progress,
    recordsProcessed: processed,
    totalRecords: total,
    ...(remaining === undefined ? {} : { estimatedTimeRemaining: remaining }),
  };
}

import type { ComponentStateUpdater } from 'nopal';
import { ExportsPage } from './ExportsPage.tsx';
import type { ExportJobs, ExportOptions } from './export-jobs.ts';
import { exportJobs, exportProgress } from './export-progress.ts';

interface Context {
  updater: ComponentStateUpdater;
  signal: AbortSignal;
}

/** The list of all jobs need not follow each percent: at most this often, in milliseconds. */
const listMs = 500;

/** A background service that runs the jobs and pushes how they go: each one to its own id, all of them to the list. */
export function exportService(jobs: ExportJobs, options: ExportOptions) {
  return async function exportService({ updater, signal }: Context): Promise<void> {
    const lists = updater.throttled(listMs);
    await jobs.run(signal, options, {
      changed(progress) {
        // Retained: right after a reload the page starts with the newest, and so does a second tab.
        updater.updateComponentState(progress.id, exportProgress, progress, { retain: true });
        lists.updateComponentsOfType(ExportsPage, exportJobs, jobs.list, { retain: true });
      },
      removed(id) {
        updater.clearRetained({ id });
      },
    });
  };
}

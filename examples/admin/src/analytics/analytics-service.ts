import { setTimeout as sleep } from 'node:timers/promises';
import type { ComponentStateUpdater } from 'nopal';
import { AnalyticsPage } from './AnalyticsPage.tsx';
import { liveStats, type LiveStats, statsOf, withMoment } from './live-stats.ts';
import { presenceOf } from './presence.ts';
import type { Visits } from './visits.ts';

/** A new moment of the active users' history is begun this often, in milliseconds. */
const momentMs = 5000;

interface Context {
  updater: Pick<ComponentStateUpdater, 'getComponentsOfType' | 'isComponentConnected' | 'updateComponentsOfType'>;
  signal: AbortSignal;
}

/**
 * A background service that counts, and shows it on all open pages of the analytics.
 *
 * @param intervalMs asked each time how long to wait until the next count, in milliseconds.
 */
export function analyticsService(visits: Visits, intervalMs: () => number) {
  return async function analyticsService({ updater, signal }: Context): Promise<void> {
    let history: LiveStats['activeHistory'] = [];
    let lastMoment = 0;
    while (!signal.aborted) {
      const presence = presenceOf(updater);
      if (Date.now() - lastMoment >= momentMs) {
        lastMoment = Date.now();
        history = withMoment(history, new Date().toISOString(), presence.activeUsers);
      }
      // The same statistics as before change nothing: then nothing is sent.
      const stats = statsOf(visits.counts(), presence, history);
      updater.updateComponentsOfType(AnalyticsPage, liveStats, stats, { retain: true });
      await sleep(intervalMs(), undefined, { signal });
    }
  };
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { ComponentStateUpdater } from 'nopal';
import { presenceOf } from '../analytics/presence.ts';
import { AdminShell } from './AdminShell.tsx';
import { summary } from './shell-state.ts';

interface Context {
  updater: ComponentStateUpdater;
  signal: AbortSignal;
}

/** Between two looks, in milliseconds. Looking is cheap, and nothing is sent while nothing changes. */
const intervalMs = 500;

/**
 * A background service that keeps the header of every page up to date.
 *
 * @param deployments how many wait or run.
 */
export function summaryService(deployments: () => number) {
  return async function summaryService({ updater, signal }: Context): Promise<void> {
    while (!signal.aborted) {
      const now = { deployments: deployments(), visitors: presenceOf(updater).activeUsers };
      updater.updateComponentsOfType(AdminShell, summary, now, { retain: true });
      await sleep(intervalMs, undefined, { signal });
    }
  };
}

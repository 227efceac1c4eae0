import type { ComponentStateUpdater } from 'nopal';
import { VisitorMark } from './VisitorMark.tsx';
import type { Presence } from './live-stats.ts';

/** Counts who is there: every page has a mark of its visitor in the shell, and those that are connected count. */
export function presenceOf(
  updater: Pick<ComponentStateUpdater, 'getComponentsOfType' | 'isComponentConnected'>,
): Presence {
  const connected = updater.getComponentsOfType(VisitorMark).filter(({ id }) => updater.isComponentConnected(id));
  const visitors = new Set(connected.map((mark) => mark.getState('visitorId')));
  return { activeUsers: visitors.size, openPages: connected.length };
}

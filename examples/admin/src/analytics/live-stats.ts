import { createStateKey } from 'nopal';
import type { VisitCounts } from './visits.ts';

/** Everything the analytics page shows. */
export interface LiveStats extends VisitCounts {
  /** Visitors with a page open right now: browsers, not tabs. */
  activeUsers: number;
  /** Pages that are open right now. */
  openPages: number;
  /** Share of the visitors who started a deployment or an export, 0–1. */
  conversionRate: number;
  /** Active users at regular moments, the newest last. */
  activeHistory: readonly { at: string; users: number }[];
}

/** What the analytics page shows, pushed by its type. */
export const liveStats = createStateKey<LiveStats>('liveStats');

export const noStats: LiveStats = {
  visitors: 0,
  converted: 0,
  pageViews: 0,
  viewsPerMinute: [],
  pages: [],
  activeUsers: 0,
  openPages: 0,
  conversionRate: 0,
  activeHistory: [],
};

/** How many moments of {@link LiveStats.activeHistory} are kept. */
export const keptMoments = 60;

/** What is open right now. */
export interface Presence {
  activeUsers: number;
  openPages: number;
}

/** Puts together what the page shows. */
export function statsOf(counts: VisitCounts, presence: Presence, activeHistory: LiveStats['activeHistory']): LiveStats {
  const { visitors, converted } = counts;
  return { ...counts, ...presence, activeHistory, conversionRate: visitors === 0 ? 0 : converted / visitors };
}

/** Adds a moment, and lets the oldest go. */
export function withMoment(history: LiveStats['activeHistory'], at: string, users: number): LiveStats['activeHistory'] {
  return [...history, { at, users }].slice(-keptMoments);
}

import { createStateKey } from 'nopal';
import type { Entry } from './history.ts';

/** A site as its page shows it. */
export interface SiteView {
  name: string;
  title: string;
  /** The version that is served; none before the first deployment. */
  live?: string;
  /** Versions that can be made live. */
  servable: readonly string[];
  busy: boolean;
  /** Newest first. */
  entries: readonly Entry[];
}

/** What the page of the sites shows, pushed by its type. */
export const siteViews = createStateKey<readonly SiteView[]>('siteViews');

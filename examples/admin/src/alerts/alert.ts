import { randomUUID } from 'node:crypto';
import { createStateKey } from 'nopal';

/** Something went wrong that everybody should know now. */
export interface Alert {
  id: string;
  /** One sentence. */
  text: string;
  /** Where to see more: a path of this app. */
  href: string;
  /** ISO 8601. */
  at: string;
}

/** The alerts that a page shows; each viewer closes their own. */
export const alerts = createStateKey<readonly Alert[]>('alerts');

/** How many alerts a page shows, the newest ones. */
export const shownAlerts = 3;

/** Makes one of now. */
export function newAlert(text: string, href: string): Alert {
  return { id: randomUUID(), text, href, at: new Date().toISOString() };
}

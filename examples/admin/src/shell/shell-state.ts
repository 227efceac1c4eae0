import { createStateKey } from 'nopal';
import { defaultSettings, type Settings } from '../settings/settings.ts';

/** What the header says on every page. */
export interface Summary {
  /** Deployments that wait or run. */
  deployments: number;
  /** Visitors with a page open. */
  visitors: number;
}

/** What of the settings shows on every page. */
export type Appearance = Pick<Settings, 'name' | 'theme' | 'notifications'>;

/** The shell's own states, pushed by its type. */
export const summary = createStateKey<Summary>('summary');
export const appearance = createStateKey<Appearance>('appearance');

export const noSummary: Summary = { deployments: 0, visitors: 0 };
export const defaultAppearance: Appearance = defaultSettings;

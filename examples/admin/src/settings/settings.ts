import { z } from 'zod';

export const themes = ['system', 'light', 'dark'] as const;

const interval = 'Give whole seconds from 1 to 60.';

/** What settings are, in the form and on disk. */
export const settingsSchema = z.object({
  /** Of the team; shown in the corner. */
  name: z.string().trim().min(2, 'Give a name of at least 2 letters.').max(60, 'At most 60 letters, please.'),
  /** Whom the webhook of a failure names as contact. */
  email: z.string().trim().pipe(z.email('This is no e-mail address; it looks like name@example.com.')),
  /** Seconds between two counts of the analytics. */
  refreshInterval: z.int(interval).min(1, interval).max(60, interval),
  theme: z.enum(themes, 'Choose one of the themes.'),
  /** Whether browsers show a notification when a deployment fails, and the webhook is sent. */
  notifications: z.boolean(),
});

export type Settings = z.infer<typeof settingsSchema>;

export const defaultSettings: Settings = {
  name: 'Acme Web Team',
  email: 'web@example.com',
  refreshInterval: 1,
  theme: 'system',
  notifications: true,
};

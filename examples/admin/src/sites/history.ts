import { z } from 'zod';

const time = z.iso.datetime();

/** Something that was done to a site. */
const entrySchema = z.object({
  kind: z.enum(['deployment', 'rollback']),
  /** The deployed version, or the one that was gone back to: eight characters. */
  version: z.string().regex(/^[0-9a-f]{8}$/),
  status: z.enum(['queued', 'running', 'succeeded', 'failed']),
  /** What it is at; of a failed deployment, what failed. */
  stage: z.string(),
  /** Who asked for it. */
  by: z.string(),
  startedAt: time,
  endedAt: time.optional(),
  /** What the failing tool printed, several lines. */
  error: z.string().optional(),
});

/** What happened to one site, newest first, and which version is served. */
export const historySchema = z.object({
  live: z.string().optional(),
  entries: z.array(entrySchema),
});

export type Entry = z.infer<typeof entrySchema>;
export type History = z.infer<typeof historySchema>;

/** How much of each site is kept. Versions are folders; entries are lines of the history. */
export const kept = { versions: 5, entries: 15 } as const;

export const emptyHistory: History = { entries: [] };

/** Whether a deployment waits or runs: then no other one is begun. */
export function isBusy({ entries }: History): boolean {
  return entries.some(({ status }) => status === 'queued' || status === 'running');
}

/** Adds an entry. */
export function added(history: History, entry: Entry): History {
  return { ...history, entries: [entry, ...history.entries].slice(0, kept.entries) };
}

/** Changes the deployment of a version; nothing when it is not in the history any more. */
export function changed(history: History, version: string, change: Partial<Entry>): History {
  const entries = history.entries.map((entry) =>
    entry.kind === 'deployment' && entry.version === version ? { ...entry, ...change } : entry,
  );
  return { ...history, entries };
}

/** The versions that can be served again: the newest ones that were built, and what is live. */
export function servable({ live, entries }: History): string[] {
  const built = entries
    .filter(({ kind, status }) => kind === 'deployment' && status === 'succeeded')
    .slice(0, kept.versions)
    .map(({ version }) => version);
  return live === undefined || built.includes(live) ? built : [...built, live];
}

/**
 * Goes back to a version, or forward again.
 *
 * @returns `undefined` when that version cannot be served, or is live already.
 */
export function rolledBack(history: History, version: string, by: string, at: string): History | undefined {
  if (version === history.live || !servable(history).includes(version)) return undefined;
  const entry: Entry = {
    kind: 'rollback',
    version,
    status: 'succeeded',
    stage: 'Live',
    by,
    startedAt: at,
    endedAt: at,
  };
  return added({ ...history, live: version }, entry);
}

/** What the history says after the process ended in the middle: nothing runs any more. */
export function interrupted(history: History, at: string): History {
  const entries = history.entries.map((entry): Entry =>
    entry.status === 'queued' || entry.status === 'running'
      ? { ...entry, status: 'failed', endedAt: at, error: 'The server was stopped meanwhile. Deploy again.' }
      : entry,
  );
  return { ...history, entries };
}

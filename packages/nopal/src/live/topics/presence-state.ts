import type { Presence } from '../../push/presence.ts';
import type { Data } from '../../ui/data.ts';

/** Somebody who is there, as components show them. */
export interface ShownUser {
  readonly id: string;
  readonly data?: Data | undefined;
  /** Since when, in milliseconds since 1970. */
  readonly since: number;
}

/** Somebody came or went. */
export interface ShownChange {
  /** Counts changes: a key for lists. */
  readonly number: number;
  readonly kind: 'joined' | 'left';
  readonly user: { readonly id: string; readonly data?: Data | undefined };
  /** When, in milliseconds since 1970. */
  readonly at: number;
}

/** What a component shows of who is in a topic. Data. */
export interface PresenceState {
  /** How many users are there. */
  readonly count: number;
  /** The first of them, in the order in which they came. */
  readonly users: readonly ShownUser[];
  /** The last of those who came and went, oldest first. */
  readonly changes: readonly ShownChange[];
  /** How many users and changes are shown, at most. */
  readonly most: { readonly users: number; readonly changes: number };
}

/** Most users, and most changes, that a component shows. */
export const MAX_USERS = 500;
export const MAX_CHANGES = 100;

/** What a component that shows so many is to show now. */
export function presenceState(
  presence: Presence,
  changes: readonly ShownChange[],
  most: PresenceState['most'],
): PresenceState {
  return {
    count: presence.count,
    // What users have is JSON, which is data.
    users: presence.users(most.users).map(({ id, data, since }) => ({ id, data: data as Data | undefined, since })),
    changes: most.changes === 0 ? [] : changes.slice(-most.changes),
    most,
  };
}

import type { Presence } from '../../push/presence.ts';
import type { Data } from '../../ui/data.ts';
import type { Viewer } from '../viewer.ts';
import { MAX_CHANGES, presenceState, type PresenceState, type ShownChange } from './presence-state.ts';
import { ViewerUpdates } from './viewer-updates.ts';

/** Who comes and goes is told at most so often, in milliseconds. */
const MIN_MS = 50;
/** A crowd is told less often, so that telling it takes a tenth of the time at most. */
const REST = 9;

/** By what key components hold their states of who is in a topic. */
export function presenceKey(topic: string): string {
  return `\0presence:${topic}`;
}

/** Who is in one topic, for all pages that show it. */
export class PresenceFeed {
  readonly #presence: Presence;
  readonly #updates: ViewerUpdates<PresenceState>;
  readonly #unused: () => void;
  readonly #stop: () => void;
  #changes: readonly ShownChange[] = [];
  #counted = 0;
  /** What to show, by how much of it: made once for all who show as much. */
  readonly #made = new Map<string, PresenceState>();

  /**
   * @param report told of what goes wrong
   * @param unused called when no page shows it any more
   */
  constructor(presence: Presence, report: (error: unknown) => void, unused: () => void) {
    this.#presence = presence;
    this.#unused = unused;
    this.#updates = new ViewerUpdates({
      key: presenceKey(presence.topic),
      next: ({ most }) => this.state(most),
      minMs: MIN_MS,
      rest: REST,
      report,
    });
    this.#stop = presence.onChange(({ kind, user, at }) => {
      if (kind !== 'updated') {
        const shown = { id: user.id, ...(user.data !== undefined && { data: user.data as Data }) };
        const change: ShownChange = { number: ++this.#counted, kind, user: shown, at };
        this.#changes = [...this.#changes.slice(1 - MAX_CHANGES), change];
      }
      this.#made.clear();
      this.#updates.changed();
    });
  }

  /** What a component is to show. */
  state(most: PresenceState['most']): PresenceState {
    const name = `${most.users} ${most.changes}`;
    let made = this.#made.get(name);
    if (made === undefined) this.#made.set(name, (made = presenceState(this.#presence, this.#changes, most)));
    return made;
  }

  /** Keeps a viewer's states up to date. Returns what stops that. */
  add(viewer: Viewer): () => void {
    const remove = this.#updates.add(viewer);
    return () => {
      remove();
      if (this.#updates.size > 0) return;
      this.end();
      this.#unused();
    };
  }

  end(): void {
    this.#stop();
    this.#updates.end();
  }
}

import type { TopicPresenceChange } from '../../protocol/topic-answers.ts';
import type { TopicLimits } from '../../protocol/topic-limits.ts';
import type { Presence, PresenceChange } from '../../push/presence.ts';
import { encodeTextFrame } from '../../transport/text-frame.ts';

/** Who is told. */
export interface Watcher {
  /** Whether it can be told nothing now. */
  readonly isClogged: boolean;
  write(frame: Buffer): void;
}

/** Longest stretch of telling before other work gets its turn, in milliseconds. */
const SLICE_MS = 8;

/** What is told at one moment: to those who know the list of users, and to those who do not. */
interface Telling {
  readonly version: number;
  readonly short: Buffer;
  readonly full: Buffer;
}

/**
 * Tells watchers who is in a topic: what is so now, not each step of how it came to be, and the more seldom the more it
 * costs.
 */
export class PresenceFeed {
  readonly #topic: string;
  readonly #presence: Presence;
  readonly #limits: TopicLimits;
  /** Each with the version of the list of users that it knows; 0: none, or it is to be told all again. */
  readonly #watchers = new Map<Watcher, number>();
  readonly #stop: () => void;
  #changes: TopicPresenceChange[] = [];
  #number = 0;
  #users = '';
  #version = 0;
  #timer: NodeJS.Timeout | undefined;
  #notBefore = 0;
  #isTelling = false;
  /** When the telling began that is under way, or was the last, and how much was said in it. */
  #told = { at: 0, bytes: 0 };
  #lastWelcome: { readonly at: number; readonly number: number; readonly telling: Telling } | undefined;

  constructor(topic: string, presence: Presence, limits: TopicLimits) {
    this.#topic = topic;
    this.#presence = presence;
    this.#limits = limits;
    this.#stop = presence.onChange((change) => this.#changed(change));
  }

  /** Whether nobody watches any more. */
  get isIdle(): boolean {
    return this.#watchers.size === 0;
  }

  /** Tells somebody from now on; what is so now at once. */
  add(watcher: Watcher): void {
    this.#tell(watcher, 0, this.#welcome());
  }

  /** Tells somebody no more. */
  delete(watcher: Watcher): void {
    this.#watchers.delete(watcher);
  }

  /** Tells somebody who can be told again what it missed, if it missed anything. */
  drained(watcher: Watcher): void {
    if (this.#watchers.get(watcher) === 0) this.add(watcher);
  }

  /** Ends it. */
  close(): void {
    this.#stop();
    clearTimeout(this.#timer);
    this.#watchers.clear();
  }

  #changed({ kind, user, at }: PresenceChange): void {
    this.#changes.push({ kind, user, at, number: ++this.#number });
    if (this.#changes.length > this.#limits.presenceChanges) this.#changes.shift();
    if (!this.#isTelling) this.#schedule();
  }

  #schedule(): void {
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined;
        this.#tellAll();
      },
      Math.max(0, this.#notBefore - performance.now()),
    ).unref();
  }

  #tellAll(): void {
    this.#isTelling = true;
    this.#told = { at: performance.now(), bytes: 0 };
    const telling = this.#telling(this.#changes);
    this.#changes = [];
    this.#tellSome(this.#watchers.entries(), telling);
  }

  #tellSome(watchers: Iterator<[Watcher, number]>, telling: Telling): void {
    const until = performance.now() + SLICE_MS;
    for (let next = watchers.next(); next.done !== true; next = watchers.next()) {
      const [watcher, version] = next.value;
      this.#tell(watcher, version, telling);
      if (performance.now() >= until) {
        setImmediate(() => this.#tellSome(watchers, telling));
        return;
      }
    }
    this.#isTelling = false;
    const { presenceMs, presenceBytesPerSecond } = this.#limits;
    const cost = (this.#told.bytes * 1000) / presenceBytesPerSecond;
    this.#notBefore = this.#told.at + Math.max(presenceMs, cost);
    if (this.#changes.length > 0 && !this.isIdle) this.#schedule();
  }

  #tell(watcher: Watcher, version: number, telling: Telling): void {
    const isTold = !watcher.isClogged;
    const frame = version === telling.version ? telling.short : telling.full;
    if (isTold) watcher.write(frame);
    if (isTold) this.#told.bytes += frame.length;
    this.#watchers.set(watcher, isTold ? telling.version : 0);
  }

  /** What somebody is told who comes: what is so now, or was a moment ago, when they will be told of the rest at once. */
  #welcome(): Telling {
    const now = performance.now();
    const isNew = this.#lastWelcome !== undefined && now - this.#lastWelcome.at < this.#limits.presenceMs;
    const isToBeTold = this.#changes.length > 0 || this.#lastWelcome?.number === this.#number;
    if (this.#lastWelcome === undefined || !isNew || !isToBeTold) {
      this.#lastWelcome = { at: now, number: this.#number, telling: this.#telling([]) };
    }
    return this.#lastWelcome.telling;
  }

  #telling(changes: readonly TopicPresenceChange[]): Telling {
    const { count, connections } = this.#presence;
    const users = JSON.stringify(this.#presence.users(this.#limits.presenceUsers));
    if (users !== this.#users) {
      this.#users = users;
      this.#version++;
    }
    const start = `["presence",${JSON.stringify(this.#topic)},{"count":${count},"connections":${connections}`;
    const end = `,"changes":${JSON.stringify(changes)}}]`;
    return {
      version: this.#version,
      short: encodeTextFrame(start + end),
      full: encodeTextFrame(`${start},"users":${users}${end}`),
    };
  }
}

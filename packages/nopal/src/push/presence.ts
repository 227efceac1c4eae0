import { fromJson, toJson } from './json.ts';
import { TopicError } from './error.ts';
import type { TopicUser } from './topic.ts';

/** Most bytes of JSON that a user's data may have. */
export const MAX_PRESENCE_BYTES = 1024;

/** Most characters that a user's id may have. */
export const MAX_USER_ID = 200;

/** Somebody who is there. */
export interface PresentUser extends TopicUser {
  /** How many connections it has, those included that were lost within the grace period. */
  readonly connections: number;
  /** Since when, in milliseconds since 1970. */
  readonly since: number;
}

/** Somebody came, went, or has other data. */
export interface PresenceChange {
  readonly kind: 'joined' | 'left' | 'updated';
  readonly user: TopicUser;
  /** When, in milliseconds since 1970. */
  readonly at: number;
  /** How many users are there now. */
  readonly count: number;
}

/** One connection of a user. Every method may be called again without harm, and does nothing after `leave`. */
export interface Member {
  readonly user: TopicUser;
  /** Puts other data in the place of the user's. */
  update(data: unknown): void;
  /** The connection broke: it counts as there for the grace period, in case that it comes back. */
  lost(): void;
  /** It came back, and joins again if it was given up meanwhile. */
  back(): void;
  /** It is gone, at once. */
  leave(): void;
}

interface Present {
  user: TopicUser;
  readonly members: Set<object>;
  readonly since: number;
}

/** Who is in one topic, and who wants to know. */
interface Room {
  readonly present: Map<string, Present>;
  readonly listeners: Set<(change: PresenceChange) => void>;
  connections: number;
}

const EMPTY: Room = { present: new Map(), listeners: new Set(), connections: 0 };

/** Who is in which topic. Nothing is kept of a topic in which nobody is and nobody looks. */
export class PresenceRooms {
  readonly #rooms = new Map<string, Room>();

  get size(): number {
    return this.#rooms.size;
  }

  /** Users who are there, in all topics together. */
  get present(): number {
    let count = 0;
    for (const { present } of this.#rooms.values()) count += present.size;
    return count;
  }

  /** A topic's room, to look at. */
  look(topic: string): Readonly<Room> {
    return this.#rooms.get(topic) ?? EMPTY;
  }

  /** A topic's room, to change. */
  enter(topic: string): Room {
    let room = this.#rooms.get(topic);
    if (room === undefined)
      this.#rooms.set(topic, (room = { present: new Map(), listeners: new Set(), connections: 0 }));
    return room;
  }

  /** To be called when somebody left a topic's room. */
  left(topic: string): void {
    const room = this.#rooms.get(topic);
    if (room?.present.size === 0 && room.listeners.size === 0) this.#rooms.delete(topic);
  }
}

/**
 * Who is in a topic: users, each by as many connections as it likes. A user comes with its first connection and goes
 * with its last.
 */
export class Presence {
  readonly topic: string;
  readonly #graceMs: number;
  readonly #rooms: PresenceRooms;

  /** @param graceMs how long who was lost still counts, in milliseconds */
  constructor(topic: string, graceMs: number, rooms: PresenceRooms) {
    this.topic = topic;
    this.#graceMs = graceMs;
    this.#rooms = rooms;
  }

  /** How many users are there. */
  get count(): number {
    return this.#rooms.look(this.topic).present.size;
  }

  /** How many connections they have. */
  get connections(): number {
    return this.#rooms.look(this.topic).connections;
  }

  /** Whether a user is there. */
  has(id: string): boolean {
    return this.#rooms.look(this.topic).present.has(id);
  }

  /**
   * Adds a connection of a user.
   *
   * @param user who; its data is JSON of at most 1,024 bytes, and takes the place of what it had
   * @param options `graceMs`: how long it counts when it is lost, in place of the topic's
   * @throws TopicError `message-not-json`, `message-too-long` for its data
   */
  join(user: TopicUser, { graceMs = this.#graceMs }: { readonly graceMs?: number } = {}): Member {
    let shown = checkUser(user);
    const key = {};
    let isOver = false;
    let lost: NodeJS.Timeout | undefined;
    this.#add(shown, key);
    return {
      get user() {
        return shown;
      },
      update: (data) => {
        if (isOver) return;
        shown = checkUser({ id: shown.id, data });
        this.#update(shown);
      },
      lost: () => {
        clearTimeout(lost);
        if (!isOver) lost = setTimeout(() => this.#remove(shown.id, key), graceMs).unref();
      },
      back: () => {
        clearTimeout(lost);
        if (!isOver) this.#add(shown, key);
      },
      leave: () => {
        clearTimeout(lost);
        isOver = true;
        this.#remove(shown.id, key);
      },
    };
  }

  /** The users who are there, in the order in which they came. */
  users(limit: number): readonly PresentUser[] {
    const users: PresentUser[] = [];
    for (const { user, members, since } of this.#rooms.look(this.topic).present.values()) {
      if (users.length >= limit) break;
      users.push({ ...user, connections: members.size, since });
    }
    return users;
  }

  /**
   * Listens to everybody who comes, goes or changes, at once.
   *
   * @param listener must not throw
   * @returns stops it
   */
  onChange(listener: (change: PresenceChange) => void): () => void {
    // One function may listen twice; each stops for itself.
    const own = (change: PresenceChange): void => listener(change);
    this.#rooms.enter(this.topic).listeners.add(own);
    return () => {
      this.#rooms.look(this.topic).listeners.delete(own);
      this.#rooms.left(this.topic);
    };
  }

  #add(user: TopicUser, key: object): void {
    const room = this.#rooms.enter(this.topic);
    const present = room.present.get(user.id);
    if (present?.members.has(key) === true) return;
    room.connections++;
    if (present === undefined) {
      room.present.set(user.id, { user, members: new Set([key]), since: Date.now() });
      this.#tell('joined', user);
      return;
    }
    present.members.add(key);
    if (user.data !== undefined) this.#update(user);
  }

  #remove(id: string, key: object): void {
    const room = this.#rooms.enter(this.topic);
    const present = room.present.get(id);
    if (present?.members.delete(key) === true) {
      room.connections--;
      if (present.members.size === 0) {
        room.present.delete(id);
        this.#tell('left', present.user);
      }
    }
    this.#rooms.left(this.topic);
  }

  #update(user: TopicUser): void {
    const present = this.#rooms.look(this.topic).present.get(user.id);
    if (present === undefined || JSON.stringify(present.user) === JSON.stringify(user)) return;
    present.user = user;
    this.#tell('updated', user);
  }

  #tell(kind: PresenceChange['kind'], user: TopicUser): void {
    const change = Object.freeze({ kind, user, at: Date.now(), count: this.count });
    for (const listener of this.#rooms.look(this.topic).listeners) listener(change);
  }
}

/** A user as it is shown: nobody can change it. */
function checkUser({ id, data }: TopicUser): TopicUser {
  if (typeof id !== 'string' || id === '' || id.length > MAX_USER_ID) {
    throw new TopicError(
      'topic-options',
      `A user's id has ${typeof id === 'string' ? `${id.length} characters` : `the type ${typeof id}`}.`,
      `Give 1 to ${MAX_USER_ID} characters.`,
    );
  }
  if (data === undefined) return Object.freeze({ id });
  const text = toJson(data, `the data of ${id}`);
  if (Buffer.byteLength(text) > MAX_PRESENCE_BYTES) {
    throw new TopicError(
      'message-too-long',
      `The data of ${id} is longer than ${MAX_PRESENCE_BYTES} bytes of JSON, and everybody is told of it.`,
      'Keep what others need to see of a user.',
    );
  }
  return Object.freeze({ id, data: fromJson(text) });
}

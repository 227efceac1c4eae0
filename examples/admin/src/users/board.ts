import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import { JsonFile } from '../lib/json-file.ts';
import { findUser } from './user-list.ts';

const time = z.iso.datetime();
const taskSchema = z.object({ id: z.string(), text: z.string(), by: z.string(), at: time });
const noteSchema = z.object({ id: z.string(), text: z.string(), at: time });
const deskSchema = z.object({ tasks: z.array(taskSchema), feed: z.array(noteSchema) });

/** What a user sees on their own page: open tasks, oldest first, and what happened, newest first. */
export type Desk = z.infer<typeof deskSchema>;

/** How much is kept for each user. */
export const kept = { tasks: 50, feed: 15 } as const;
/** Longest text of a task, in characters. */
export const maxTaskLength = 200;

const empty: Desk = { tasks: [], feed: [] };

/** What the board tells. */
export interface BoardEvents {
  changed: (userId: string, desk: Desk) => void;
  /** It could not be saved. */
  problem: (error: unknown) => void;
}

/** The users' tasks and feeds, on disk. */
export class Board {
  readonly #desks = new Map<string, Desk>();
  #file: JsonFile<Record<string, Desk>> | undefined;
  #events: BoardEvents = { changed: () => undefined, problem: () => undefined };

  async open(folder: string, events: BoardEvents): Promise<void> {
    this.#file = new JsonFile(path.join(folder, 'users.json'), z.record(z.string(), deskSchema));
    this.#events = events;
    for (const [userId, desk] of Object.entries((await this.#file.read()) ?? {})) this.#desks.set(userId, desk);
  }

  /** What is on a user's page. */
  deskOf(userId: string): Desk {
    return this.#desks.get(userId) ?? empty;
  }

  /**
   * Gives a user something to do.
   *
   * @param by the name of who says so.
   * @returns why not, in a sentence; `undefined` when it is there.
   */
  assign(userId: string, text: string, by: string): string | undefined {
    const user = findUser(userId);
    if (user === undefined) return 'Choose somebody who is there.';
    const what = text.trim();
    if (what === '' || what.length > maxTaskLength) return `Say what to do in 1 to ${maxTaskLength} characters.`;
    const { tasks } = this.deskOf(userId);
    if (tasks.length >= kept.tasks) return `${user.name} has enough to do already.`;
    const task = { id: randomUUID(), text: what, by, at: now() };
    this.#change(userId, { tasks: [...tasks, task] }, `${by} gave you a task: ${what}`);
    return undefined;
  }

  /** A user did a task. Nothing happens when it is not there any more: done in another tab. */
  finish(userId: string, taskId: string): void {
    const { tasks } = this.deskOf(userId);
    const task = tasks.find(({ id }) => id === taskId);
    if (task) this.#change(userId, { tasks: tasks.filter((each) => each !== task) }, `You did: ${task.text}`);
  }

  /** Something happened that concerns a user. */
  note(userId: string, text: string): void {
    this.#change(userId, {}, text);
  }

  /** Resolves when everything that happened so far is on disk. */
  async save(): Promise<void> {
    await this.#file?.write(Object.fromEntries(this.#desks));
  }

  #change(userId: string, change: Partial<Desk>, note: string): void {
    const before = this.deskOf(userId);
    const feed = [{ id: randomUUID(), text: note, at: now() }, ...before.feed].slice(0, kept.feed);
    const desk = { ...before, ...change, feed };
    this.#desks.set(userId, desk);
    this.#events.changed(userId, desk);
    this.save().catch((error: unknown) => this.#events.problem(error));
  }
}

function now(): string {
  return new Date().toISOString();
}

/** The one that pages and handlers share. */
export const board = new Board();

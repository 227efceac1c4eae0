import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

/** A file that holds something else than it should. The message says where, and what to do. */
export class BadFile extends Error {
  readonly code = 'ERR_BAD_FILE';
  override readonly name = 'BadFile';
}

/**
 * A value kept in a JSON file. Written whole to a file beside it, which then takes its name: whoever reads, after a
 * crash too, finds the old value or the new one, never half of it.
 *
 * @example
 * const file = new JsonFile('/data/settings.json', settingsSchema);
 * await file.write({ ...((await file.read()) ?? defaults), theme: 'dark' });
 */
export class JsonFile<T> {
  readonly #path: string;
  readonly #schema: z.ZodType<T>;
  /** Writes go one after another, so that the last one asked for is the one that stays. */
  #last: Promise<unknown> = Promise.resolve();

  /** @param schema what the file must hold; a file of an older version may be filled up by its defaults. */
  constructor(file: string, schema: z.ZodType<T>) {
    this.#path = file;
    this.#schema = schema;
  }

  /**
   * @returns `undefined` when there is no file yet.
   * @throws {BadFile} when it holds something else; it is left as it is.
   */
  async read(): Promise<T | undefined> {
    const text = await readFile(this.#path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (text === undefined) return undefined;
    try {
      return this.#schema.parse(JSON.parse(text));
    } catch (cause) {
      const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
      throw new BadFile(`${this.#path} cannot be used: ${reason}\nRepair it, or move it away to start anew.`, {
        cause,
      });
    }
  }

  /** Replaces what the file holds. Rejects when that was not possible; the old content is there then. */
  write(value: T): Promise<void> {
    const text = `${JSON.stringify(value, undefined, 2)}\n`;
    const written = this.#last.then(() => this.#replace(text));
    // The next write is tried whatever became of this one, whose caller is told.
    this.#last = written.catch(() => undefined);
    return written;
  }

  async #replace(text: string): Promise<void> {
    await mkdir(path.dirname(this.#path), { recursive: true });
    const beside = `${this.#path}.new`;
    await writeFile(beside, text);
    await rename(beside, this.#path);
  }
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { createFolder } from '../register/folder.ts';
import { until } from '../support/until.ts';

/** A message that the store said is stored. */
export interface Acknowledged {
  readonly topic: string;
  readonly epoch: string;
  readonly offset: number;
  readonly id: string;
}

/** A process that publishes to a store. */
export interface Publisher {
  readonly pid: number;
  /** What was acknowledged so far. */
  readonly acknowledged: readonly Acknowledged[];
  /** Why its publishers ended: each does with the first message that is not stored. */
  readonly refused: readonly string[];
  /** Whether it still runs. */
  isAlive(): boolean;
  /** Ends it by SIGKILL; resolves when it is gone and all that it printed was read. */
  kill(): Promise<void>;
}

/** lmdb-publisher.ts, built from the sources. */
export class PublisherProgram {
  readonly #folder: string;
  /** Removes what was built. */
  readonly remove: () => void;

  private constructor(folder: string, remove: () => void) {
    this.#folder = folder;
    this.remove = remove;
  }

  static async build(): Promise<PublisherProgram> {
    const { folder, remove } = createFolder({});
    const here = fileURLToPath(new URL('.', import.meta.url));
    symlinkSync(join(here, '../../../../node_modules'), join(folder, 'node_modules'), 'junction');
    const build = await rolldown({ input: join(here, 'lmdb-publisher.ts'), platform: 'node', external: ['lmdb'] });
    await build.write({ format: 'esm', file: join(folder, 'publisher.mjs') });
    await build.close();
    return new PublisherProgram(folder, remove);
  }

  /**
   * Starts one; resolves when it has the store open.
   *
   * @param limit a command for the shell that limits it
   */
  async start(path: string, durability: string, run: string, limit = ':'): Promise<Publisher> {
    const command = [process.execPath, 'publisher.mjs', path, durability, run];
    const child = spawn('sh', ['-c', `${limit}; exec "$@"`, 'sh', ...command], {
      cwd: this.#folder,
      // What LMDB prints of an error is not of interest.
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const closed = once(child, 'close');
    const acknowledged: Acknowledged[] = [];
    const refused: string[] = [];
    let isOpen = false;
    const lines = createInterface(child.stdout);
    const read = once(lines, 'close');
    lines.on('line', (line) => {
      // The last line may be cut.
      if (!line.endsWith('}')) return;
      const told = JSON.parse(line) as Acknowledged | { isOpen: true } | { refused: string };
      if ('isOpen' in told) isOpen = true;
      else if ('refused' in told) refused.push(told.refused);
      else acknowledged.push(told);
    });
    const kill = async (): Promise<void> => {
      child.kill('SIGKILL');
      await Promise.all([closed, read]);
    };
    await until(() => isOpen || child.exitCode !== null);
    if (child.pid === undefined || child.exitCode !== null) throw new Error('The publisher ended before it began.');
    const isAlive = (): boolean => child.exitCode === null && child.signalCode === null;
    return { pid: child.pid, acknowledged, refused, isAlive, kill };
  }
}

import { execFile, spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { createFolder } from '../register/folder.ts';
import { repository } from './markdown.ts';

/** A line of a running server's log. */
export interface ServerLine {
  readonly msg: string;
  readonly url?: string;
}

/** A server in a process of its own. */
export interface RunningServer {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  /** What it logged so far. */
  readonly lines: readonly ServerLine[];
  /** Ends it by a signal; resolves with its exit code. */
  stop(): Promise<number | null>;
}

/** A program in a process of its own. */
export interface RunningProgram {
  /** The lines that it printed so far. */
  readonly printed: readonly string[];
  /** Resolves with its exit code. */
  readonly ended: Promise<number | null>;
}

/** A folder with the files that a document prints, in which `nopal` is installed. Goes with the test. */
export class PrintedProject {
  readonly #folder: string;

  constructor(files: Readonly<Record<string, string>>) {
    const { folder, remove } = createFolder(files);
    this.#folder = folder;
    onTestFinished(remove);
    symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'), 'junction');
  }

  /** Puts a file in place of another. */
  write(file: string, content: string): void {
    writeFileSync(join(this.#folder, file), content);
  }

  /** Type checks the project by its tsconfig.json; resolves with what the compiler says, which should be nothing. */
  async typeCheck(): Promise<string> {
    const tsc = join(repository, 'node_modules/typescript/bin/tsc');
    try {
      return (await promisify(execFile)(process.execPath, [tsc, '-p', this.#folder])).stdout;
    } catch (error) {
      return (error as { stdout: string }).stdout;
    }
  }

  /** Runs `node --import nopal/register <file>`, which need not end before the test does. */
  run(file: string): RunningProgram {
    const child = this.#spawn(file);
    const printed: string[] = [];
    createInterface(child.stdout).on('line', (line) => printed.push(line));
    const closed = once(child, 'close') as Promise<[number | null]>;
    return { printed, ended: closed.then(([code]) => code) };
  }

  /** The same for a server; resolves when it listens. */
  async start(file: string, environment: Readonly<Record<string, string>> = {}): Promise<RunningServer> {
    const child = this.#spawn(file, environment);
    const ended = once(child, 'close') as Promise<[number | null]>;
    const lines: ServerLine[] = [];
    const url = await new Promise<string>((resolve, reject) => {
      createInterface(child.stdout).on('line', (text) => {
        const line = JSON.parse(text) as ServerLine;
        lines.push(line);
        if (line.url !== undefined) resolve(line.url);
      });
      void ended.then(([code]) => reject(new Error(`the printed server ended with ${code} before it listened`)));
    });
    return {
      url,
      lines,
      stop: async () => {
        child.kill('SIGTERM');
        return (await ended)[0];
      },
    };
  }

  #spawn(file: string, environment: Readonly<Record<string, string>> = {}): ChildProcessByStdio<null, Readable, null> {
    const child = spawn(process.execPath, ['--import', 'nopal/register', file], {
      cwd: this.#folder,
      env: { ...process.env, NOPAL_LOG: '', NODE_OPTIONS: '', ...environment, PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    return child;
  }
}

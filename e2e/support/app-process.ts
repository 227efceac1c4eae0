import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { eventually } from './eventually.ts';

/** How an app is started. */
export interface StartOptions {
  /** The folder to start in, relative to this workspace's root. */
  readonly folder: string;
  /** The file to run there, and what comes after it on the command line. */
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The port to listen on; any free one when left out. */
  readonly port?: number;
}

/** Has something done later. */
export type AtEnd = (end: () => Promise<void>) => void;

/** A line of an app's log. */
export interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly url?: string;
}

/** How long an app may take to end, in milliseconds. */
const PATIENCE_MS = 15_000;

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What still runs when the tests' own process ends, after a time-out for example, must not outlive it. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** An app in a process of its own, as users run it: TSX sources through `nopal/register`. */
export class AppProcess {
  /** What the app logged so far. */
  readonly log: LogLine[] = [];
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown>;
  /** What is not a line of the log: crashes, warnings of Node. */
  #noise = '';

  private constructor({ folder, command, env, port = 0 }: StartOptions) {
    this.#child = spawn(process.execPath, ['--import', 'nopal/register', ...command], {
      cwd: `${root}${folder}`,
      env: { ...process.env, ...env, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(this.#child);
    this.#exit = once(this.#child, 'close').finally(() => running.delete(this.#child));
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream !== null) createInterface(stream).on('line', (line) => this.#read(line));
    }
  }

  /**
   * Starts an app; it listens when this resolves.
   *
   * @param atEnd notes what ends it; by default it is ended with the test that started it
   */
  static async start(options: StartOptions, atEnd: AtEnd = onTestFinished): Promise<AppProcess> {
    const app = new AppProcess(options);
    atEnd(() => app.stop());
    await eventually(() => app.#isUp()).toBe(true);
    return app;
  }

  /** Where the app says that it listens, without a slash at the end. */
  get url(): string {
    const url = this.log.find((line) => line.url !== undefined)?.url;
    if (url === undefined) throw new Error(`The app does not listen. It printed:\n${this.#story()}`);
    return url;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** The texts of the log, without what is below a warning when `from` is 40. */
  messages(from = 0): string[] {
    return this.log.filter(({ level }) => level >= from).map(({ msg }) => msg);
  }

  /**
   * Ends the app as a supervisor would, so that it ends what it started itself, such as a build. Fails, with the app
   * killed, when it does not end.
   */
  async stop(): Promise<void> {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.#child.kill('SIGKILL');
    }, PATIENCE_MS);
    this.#child.kill('SIGTERM');
    await this.#exit;
    clearTimeout(timer);
    if (late) throw new Error(`The app did not end within ${PATIENCE_MS} ms of SIGTERM. Its log:\n${this.#story()}`);
  }

  /** Ends the app as a crash would: nothing of it runs any more, nobody is told. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exit;
  }

  #isUp(): boolean {
    if (this.#child.exitCode !== null) throw new Error(`The app ended before it listened:\n${this.#story()}`);
    return this.log.some((line) => line.url !== undefined);
  }

  #story(): string {
    return [...this.messages(), this.#noise].join('\n');
  }

  #read(line: string): void {
    if (line.startsWith('{')) this.log.push(JSON.parse(line) as LogLine);
    else this.#noise += `${line}\n`;
  }
}

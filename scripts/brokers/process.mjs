import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import process from 'node:process';
import { setTimeout as after } from 'node:timers/promises';

/** A port of the loopback interface that nobody listens on. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('A port was asked for and a path given.');
  return address.port;
}

/** How much of what a program says is kept for an error, in characters. */
const maxKept = 4000;
/** A program that is not ready or not gone by then never will be, in milliseconds. */
const patience = 60_000;

/** A program that runs for a test; it ends with this process at the latest. */
export class Program {
  /** @type {import('node:child_process').ChildProcess} */
  #child;
  #said = '';
  #end = () => void this.#child.kill('SIGKILL');

  /**
   * @param {string} file
   * @param {readonly string[]} args
   * @param {NodeJS.ProcessEnv} [env] its whole environment, this process's by default
   */
  constructor(file, args, env = process.env) {
    this.#child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => (this.#said = (this.#said + text).slice(-maxKept)));
    }
    this.#child.once('error', (error) => (this.#said += error.message));
    this.#child.once('exit', () => process.off('exit', this.#end));
    process.once('exit', this.#end);
  }

  /** Whether it is still there. */
  get runs() {
    return this.#child.pid !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /**
   * Waits until it is ready.
   * @param {() => Promise<boolean>} isReady
   * @throws {Error} with the end of what it said, when it ends or takes too long
   */
  async ready(isReady) {
    const late = Date.now() + patience;
    while (!(await isReady())) {
      if (!this.runs) throw new Error(`${this.#child.spawnfile} ended:\n${this.#said}`);
      if (Date.now() > late) throw new Error(`${this.#child.spawnfile} was not ready in time:\n${this.#said}`);
      await after(50);
    }
  }

  /**
   * Ends it and waits until it is gone.
   * @param {NodeJS.Signals} [signal]
   */
  async end(signal = 'SIGTERM') {
    if (!this.runs) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill(signal);
    const late = setTimeout(this.#end, patience);
    await gone;
    clearTimeout(late);
  }
}

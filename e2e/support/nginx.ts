import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { findNginx, nginxCommand } from '../../scripts/nginx.mjs';
import { eventually } from './eventually.ts';

/** Whether there is an nginx: where none could be had, tests of it are skipped. */
export const hasNginx = findNginx() !== undefined;

/** What still runs when the tests' own process ends must not outlive it. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** An nginx in a process of its own, with all that it writes in a folder of its own. */
export class Nginx {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'nopal-nginx-'));
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown>;

  private constructor(path: string, port: number, config: string) {
    this.url = `http://127.0.0.1:${port}`;
    writeFileSync(join(this.#folder, 'nginx.conf'), wholeConfig(config));
    const { file, env } = nginxCommand(path);
    const args = ['-p', this.#folder, '-c', 'nginx.conf', '-e', 'error.log'];
    this.#child = spawn(file, args, { env, stdio: 'ignore' });
    running.add(this.#child);
    this.#exit = once(this.#child, 'close').finally(() => running.delete(this.#child));
  }

  /**
   * Starts nginx; it answers when this resolves, and ends with the test.
   *
   * @param config what goes into the `http` block, given the port to listen on
   */
  static async start(config: (port: number) => string): Promise<Nginx> {
    const path = findNginx();
    if (path === undefined) throw new Error('There is no nginx; tests of it are to be skipped, see hasNginx.');
    const port = await freePort();
    const nginx = new Nginx(path, port, config(port));
    onTestFinished(() => nginx.#stop());
    await eventually(() => nginx.#answers()).toBe(true);
    return nginx;
  }

  /** What it complained about. */
  get log(): string {
    return readFileSync(join(this.#folder, 'error.log'), 'utf8');
  }

  async #answers(): Promise<boolean> {
    if (this.#child.exitCode !== null) throw new Error(`nginx ended before it listened:\n${this.log}`);
    // Whatever it answers: the app behind it need not be there.
    return fetch(this.url).then(
      () => true,
      () => false,
    );
  }

  async #stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.#exit;
    rmSync(this.#folder, { recursive: true });
  }
}

/** One process, which neither leaves its terminal nor changes its user, and writes into its own folder alone. */
function wholeConfig(config: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((each) => `${each}_temp_path ${each};`);
  return `
    daemon off;
    master_process off;
    pid nginx.pid;
    error_log error.log warn;
    events {}
    http {
      access_log off;
      ${temporary.join('\n')}
      ${config}
    }`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

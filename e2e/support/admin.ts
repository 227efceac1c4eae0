import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach } from 'vitest';
import { AppProcess } from './app-process.ts';
import type { Tab } from './tab.ts';

const folder = 'examples/admin';

/** What the example signs webhooks with in tests. */
export const webhookSecret = 'known to the tests and the app';
const env = { GITHUB_WEBHOOK_SECRET: webhookSecret, JENKINS_WEBHOOK_SECRET: webhookSecret };

/** The admin example with a data folder of its own, which outlives its process. */
export class Admin {
  readonly data: string;
  #app: AppProcess | undefined;

  private constructor(data: string) {
    this.data = data;
  }

  /** Starts the real example on an empty data folder. */
  static async start(options: readonly string[]): Promise<Admin> {
    const admin = new Admin(await mkdtemp(path.join(tmpdir(), 'nopal-admin-')));
    await admin.start(options);
    return admin;
  }

  /** Starts it on the same folder, after {@link kill} at the same address. */
  async start(options: readonly string[]): Promise<void> {
    const command = ['server.ts', '--data', this.data, ...options];
    const port = this.#app?.port ?? 0;
    // Ended with the file's tests, not with the one that starts it.
    this.#app = await AppProcess.start({ folder, command, env, port }, () => undefined);
  }

  /** Where it listens, without a slash at the end. */
  get url(): string {
    return this.#running().url;
  }

  /** Ends it as a supervisor would. */
  stop(): Promise<void> {
    return this.#running().stop();
  }

  /** Ends it as a crash would. */
  kill(): Promise<void> {
    return this.#running().kill();
  }

  /** The warnings and errors in its log. */
  complaints(): string[] {
    return this.#running().messages(40);
  }

  /** Runs the example's `send-webhooks`; resolves when it sent all of them. */
  async sendWebhooks(): Promise<void> {
    const script = ['--import', 'nopal/register', 'scripts/send-webhooks.ts', '--url', this.url, '--pause', '0.03'];
    const cwd = fileURLToPath(new URL(`../../${folder}/`, import.meta.url));
    await promisify(execFile)(process.execPath, script, { cwd, env: { ...process.env, ...env } });
  }

  /** Ends it and removes its folder. */
  async end(): Promise<void> {
    await this.#app?.stop();
    await rm(this.data, { recursive: true });
  }

  #running(): AppProcess {
    if (this.#app === undefined) throw new Error('The admin was not started.');
    return this.#app;
  }
}

/** Starts the example with the first test of a file, for all of them, and ends it after them. */
export function useAdmin(...options: string[]): () => Admin {
  let admin: Admin | undefined;
  // Not before all of them: one can only wait for a condition in a test.
  beforeEach(async () => {
    admin ??= await Admin.start(options);
  });
  afterAll(() => admin?.end());
  return () => {
    if (admin === undefined) throw new Error('The admin is there in tests only.');
    return admin;
  };
}

/** Signs somebody in, as visitors do, and waits for their own page. */
export async function signIn(tab: Tab, { url }: Admin, name: string): Promise<void> {
  await tab.page.goto(`${url}/login`);
  await tab.page.getByLabel(name).check();
  await tab.page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await tab.page.getByRole('heading', { level: 1, name }).waitFor();
}

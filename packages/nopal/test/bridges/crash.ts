import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { onTestFinished } from 'vitest';
import { createFolder } from '../register/folder.ts';
import { until } from '../support/until.ts';

const EXTERNAL = ['amqplib', 'lmdb', 'pino', 'redis'];

/**
 * Runs crashing-bridge.ts in a process of its own until it has stored so many messages, and kills it.
 *
 * @returns the folder of its store
 */
export async function crashAfter(stored: number, broker: 'redis' | 'rabbitmq', url: string): Promise<string> {
  const { folder, remove } = createFolder({});
  onTestFinished(remove);
  const here = fileURLToPath(new URL('.', import.meta.url));
  symlinkSync(join(here, '../../../../node_modules'), join(folder, 'node_modules'), 'junction');
  const build = await rolldown({ input: join(here, 'crashing-bridge.ts'), platform: 'node', external: EXTERNAL });
  await build.write({ format: 'esm', file: join(folder, 'bridge.mjs') });
  await build.close();
  const store = join(folder, 'store');
  const child = spawn(process.execPath, ['bridge.mjs', broker, url, store], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  let lines = 0;
  createInterface(child.stdout).on('line', () => lines++);
  await until(() => lines >= stored || child.exitCode !== null);
  const { exitCode } = child;
  child.kill('SIGKILL');
  await closed;
  if (exitCode !== null) throw new Error(`The bridge ended with ${exitCode} before it could be killed.`);
  return store;
}

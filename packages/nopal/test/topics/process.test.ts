/** The client in a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createFolder } from '../register/folder.ts';
import { until } from '../support/until.ts';
import { lobby, networkBefore, serveTopics } from './support.ts';

// Each builds the client and starts a process, beside whatever else runs.
vi.setConfig({ testTimeout: 30_000 });

/** Runs a script that has `connectTopics`; gives how it ended. */
async function run(script: string): Promise<{ readonly code: number | null; readonly out: string }> {
  const { folder, remove } = createFolder({});
  onTestFinished(remove);
  symlinkSync(
    fileURLToPath(new URL('../../../../node_modules', import.meta.url)),
    join(folder, 'node_modules'),
    'junction',
  );
  const input = fileURLToPath(new URL('../../src/client.ts', import.meta.url));
  const build = await rolldown({ input, platform: 'node', external: ['ws'] });
  await build.write({ format: 'esm', file: join(folder, 'client.mjs') });
  await build.close();
  writeFileSync(join(folder, 'script.mjs'), `import { connectTopics } from './client.mjs';\n${script}`);
  const child = spawn(process.execPath, ['script.mjs'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let out = '';
  child.stdout.on('data', (data: Buffer) => (out += data.toString('utf8')));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out };
}

test('an open client keeps its process alive, through reconnects as well; a closed one lets it end', async () => {
  const running = await serveTopics();
  const network = await networkBefore(running);
  const ended = run(`
    const client = connectTopics('${network.url}', { reconnect: { firstMs: 20, longestMs: 20 } });
    client.topic('room:lobby').subscribe(({ message }) => {
      console.log(message.n);
      if (message.n === 2) client.close();
    }, { from: { last: 10 } });
  `);
  const { topics } = running.app;
  await until(() => topics.gauges().subscribers === 1);
  await topics.publish(lobby, { n: 1 });
  network.cut();
  await topics.publish(lobby, { n: 2 });
  const { code, out } = await ended;
  expect([code, out]).toEqual([0, '1\n2\n']);
});

test('what nobody catches is seen', async () => {
  const { url } = await serveTopics();
  const { out } = await run(`
    process.on('uncaughtException', (error) => {
      console.log(error.name, error.code);
      process.exit();
    });
    connectTopics('${url}').topic('nobody-declared-it').subscribe(() => {});
  `);
  expect(out).toBe('TopicClientError unknown-topic\n');
});

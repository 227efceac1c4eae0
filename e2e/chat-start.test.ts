/** What the chat says on a terminal. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { eventually } from './support/eventually.ts';

const cwd = fileURLToPath(new URL('../examples/chat/', import.meta.url));

/** Starts the example as its start script does; the lines that it prints, and how it ended. */
function start(args: readonly string[]): { readonly lines: string[]; readonly ended: Promise<number | null> } {
  const child = spawn(process.execPath, ['--import', 'nopal/register', 'server.ts', ...args], {
    cwd,
    env: { ...process.env, PORT: '0' },
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) createInterface(stream).on('line', (line) => lines.push(line));
  return { lines, ended };
}

test('the start says where the page and the socket are, and to open several tabs', async () => {
  const { lines } = start([]);
  const last = await eventually(() => lines.find((line) => /several tabs/.test(line)))
    .toBeTypeOf('string')
    .then(() => lines.find((line) => /several tabs/.test(line)) ?? '');
  const url = /http:\/\/localhost:\d+/.exec(last)?.[0] ?? '';
  expect(lines).toContain(`The chat runs at ${url}`);
  expect(lines).toContain(`WebSocket is ready at ${url.replace('http', 'ws')}`);
  expect((await fetch(url)).status).toBe(200);
});

test('an option that there is not is named, with those that there are', async () => {
  const { lines, ended } = start(['--room', 'x']);
  expect(await ended).toBe(2);
  expect(lines.join('\n')).toMatch(/--room[\s\S]*--data <folder>/);
});

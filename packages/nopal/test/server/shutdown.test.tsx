/** Listening and ending. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { createFolder } from '../register/folder.ts';
import { makeApp, serve, startApp } from '../support/app.ts';
import { until } from '../support/until.ts';

const nopal = new URL('../../dist/index.js', import.meta.url).href;

function source(service: string): string {
  return `import { createApp, createElement } from ${JSON.stringify(nopal)};
function Page() { return createElement('p', null, 'here'); }
const app = createApp();
app.page('/', Page);
app.addHostedService(async function worker({ signal }) {
  ${service}
});
await app.listen({ port: 0, host: '127.0.0.1' });
`;
}

/** Runs an app of the built package in a process of its own, up to where it listens. */
async function run(service: string) {
  const { folder, remove } = createFolder({ 'app.mjs': source(service) });
  onTestFinished(remove);
  const child = spawn(process.execPath, [`${folder}/app.mjs`], {
    env: { ...process.env, PORT: '0', NOPAL_LOG: 'info' },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
  await until(() => output.includes('"listening on'));
  return { child, ended, output: () => output, url: /"url":"([^"]+)"/.exec(output)?.[1] ?? '' };
}

const ABORTED = `await new Promise((resolve) => signal.addEventListener('abort', resolve)); console.log('worker aborted');`;

test.each(['SIGTERM', 'SIGINT'] as const)('%s aborts the services and ends the process with code 0', async (signal) => {
  const { child, ended, output, url } = await run(ABORTED);
  // A browser's idle connection does not keep it.
  expect(await (await fetch(url)).text()).toContain('here');
  child.kill(signal);
  expect(await ended).toEqual([0, null]);
  expect(output()).toContain('worker aborted');
  expect(output()).toContain(`${signal}: shutting down`);
});

test('the same signal again, as a terminal sends it to a group, cuts nothing short', async () => {
  const { child, ended, output } = await run(
    `await new Promise((resolve) => signal.addEventListener('abort', () => { console.log('saving'); setTimeout(resolve, 200); }));
     console.log('saved');`,
  );
  child.kill('SIGINT');
  await until(() => output().includes('saving'));
  child.kill('SIGINT');
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(output()).toContain('saved');
});

test('a port in use is an error that says what to do, and another one may be tried', async () => {
  const first = await serve(() => undefined);
  const { app } = makeApp();
  await expect(app.listen({ port: first.port, host: '127.0.0.1', signals: false })).rejects.toMatchObject({
    code: 'port',
    message: expect.stringMatching(/in use.*PORT=/) as string,
  });
  const { port } = await app.listen({ port: 0, host: '127.0.0.1', signals: false });
  expect(port).toBeGreaterThan(0);
  await expect(app.listen({ port: 0, signals: false })).rejects.toMatchObject({ code: 'port' });
  await app.close();
});

test('PORT wins over the option, and nonsense in it is told', async () => {
  const { app } = makeApp();
  process.env['PORT'] = 'http';
  onTestFinished(() => void delete process.env['PORT']);
  await expect(app.listen({ port: 0, signals: false })).rejects.toMatchObject({ code: 'port' });
  process.env['PORT'] = '0';
  expect((await app.listen({ port: 1, host: '127.0.0.1', signals: false })).port).toBeGreaterThan(1);
  await app.close();
});

test('services start when the app listens, and push through its updater', async () => {
  const made = makeApp();
  let started = false;
  made.app.addHostedService(async ({ updater, signal }) => {
    started = updater === made.app.updater && !signal.aborted;
  });
  expect(started).toBe(false);
  await startApp(made);
  expect(started).toBe(true);
});

test('a request that is under way is answered before the end, one that hangs is cut off', async () => {
  const made = makeApp({ limits: { shutdownMs: 100 } });
  let asked = 0;
  let answer: (() => void) | undefined;
  made.app.http.get('/slow', async (c) => {
    asked++;
    await new Promise<void>((resolve) => (answer = resolve));
    return c.text('answered');
  });
  made.app.http.get('/hangs', async () => {
    asked++;
    return new Promise<Response>(() => undefined);
  });
  const running = await startApp(made);
  const slow = fetch(`${running.url}/slow`).then((response) => response.text());
  const hangs = fetch(`${running.url}/hangs`).then(
    () => 'answered',
    () => 'cut off',
  );
  await until(() => asked === 2);
  const closed = running.app.close();
  answer?.();
  expect(await slow).toBe('answered');
  await closed;
  expect(await hangs).toBe('cut off');
  await expect(fetch(running.url)).rejects.toThrow();
  expect(running.app.close()).toBeInstanceOf(Promise);
});

test('an app that never listened closes', async () => {
  await makeApp().app.close();
});

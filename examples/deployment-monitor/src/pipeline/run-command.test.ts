import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CommandFailed, runCommand } from './run-command.ts';

vi.setConfig({ testTimeout: 30_000 });

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(path.join(tmpdir(), 'run-command-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

function run(script: string, signal = new AbortController().signal): Promise<string> {
  return runCommand(process.execPath, ['-e', script], { cwd, signal });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The process id that a script wrote into `file`, once it is there. */
function pidIn(file: string): Promise<number> {
  return vi.waitFor(
    async () => {
      const pid = Number(await readFile(path.join(cwd, file), 'utf8'));
      expect(pid).toBeGreaterThan(0);
      return pid;
    },
    { timeout: 10_000 },
  );
}

test('gives back what the program printed', async () => {
  expect(await run('console.log("out"); console.log(process.cwd())')).toBe(`out\n${cwd}`);
});

test('a failing program rejects with all its lines, without colours', async () => {
  const failure = run(String.raw`console.error('\x1b[31mfirst\x1b[0m\n  second'); process.exitCode = 3`);
  await expect(failure).rejects.toThrow(CommandFailed);
  await expect(failure).rejects.toMatchObject({ code: 'ERR_COMMAND_FAILED', output: 'first\n  second' });
  await expect(failure).rejects.toThrow('exit code 3');
});

test('a program that does not exist rejects and is named', async () => {
  const failure = runCommand('no-such-program', [], { cwd, signal: new AbortController().signal });
  await expect(failure).rejects.toThrow('no-such-program could not be run');
});

test('output beyond the limit is cut off', async () => {
  expect((await run('console.log("x".repeat(100_000))')).length).toBeLessThan(20_000);
});

const writePid = (file: string): string => `require('fs').writeFileSync('${file}', String(process.pid));`;
const ignoreAbort = "process.on('SIGTERM', () => {});";
const hang = 'setInterval(() => {}, 1000);';

test('an abort ends the program and what it started, stubborn or not', async () => {
  const controller = new AbortController();
  const grandchild = JSON.stringify(ignoreAbort + writePid('grandchild') + hang);
  const spawnIt = `require('child_process').spawn(process.execPath, ['-e', ${grandchild}]);`;
  const running = run(writePid('child') + spawnIt + hang, controller.signal);
  const pids = await Promise.all([pidIn('child'), pidIn('grandchild')]);
  expect(pids.map(isAlive)).toEqual([true, true]);
  controller.abort();
  await expect(running).rejects.toBe(controller.signal.reason);
  // Some time may pass until the system forgets an orphan that has ended.
  await vi.waitFor(() => expect(pids.map(isAlive)).toEqual([false, false]), { timeout: 20_000 });
});

test('a program that ignores the abort is killed', async () => {
  const controller = new AbortController();
  const running = run(ignoreAbort + writePid('child') + hang, controller.signal);
  const pid = await pidIn('child');
  controller.abort();
  await expect(running).rejects.toBe(controller.signal.reason);
  expect(isAlive(pid)).toBe(false);
});

test('nothing is started after an abort', async () => {
  await expect(run(writePid('child'), AbortSignal.abort())).rejects.toThrow();
  await expect(readFile(path.join(cwd, 'child'))).rejects.toThrow('ENOENT');
});

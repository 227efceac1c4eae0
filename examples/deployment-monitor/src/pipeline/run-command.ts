import { type ChildProcess, spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

/** A program that ended with an error. `output` is what it printed, without colours. */
export class CommandFailed extends Error {
  readonly code = 'ERR_COMMAND_FAILED';
  override readonly name = 'CommandFailed';
  readonly output: string;

  constructor(command: string, ending: string, output: string) {
    super(`${command} ${ending}. Its output: ${output || '(none)'}`);
    this.output = output;
  }
}

export interface CommandOptions {
  cwd: string;
  /** Aborting kills the program and everything that it started. */
  signal: AbortSignal;
}

/** Output beyond this many characters is cut off: it ends up in a page. */
const maxOutput = 16_384;
/** A program that ignores the request to end is killed after this time. */
const patienceMs = 2000;
const isWindows = process.platform === 'win32';

/**
 * Runs a program to its end. Settles when it is gone, after an abort too.
 *
 * @returns what it printed on both outputs, without colours.
 * @throws {CommandFailed} when it cannot be started or ends with an error.
 * @throws the signal's reason when aborted.
 * @example
 * await runCommand('npm', ['install'], { cwd: folder, signal });
 */
export async function runCommand(command: string, args: readonly string[], options: CommandOptions): Promise<string> {
  const { cwd, signal } = options;
  signal.throwIfAborted();
  const child = spawn(command, args, {
    cwd,
    env: childEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own: one signal reaches grandchildren too, and Ctrl-C in the terminal reaches only us.
    detached: !isWindows,
  });
  const output = collect(child);
  let killTimer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    kill(child, 'SIGTERM');
    killTimer = setTimeout(() => kill(child, 'SIGKILL'), patienceMs);
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    const ending = await ended(child);
    signal.throwIfAborted();
    if (ending) throw new CommandFailed(command, ending, output());
    return output();
  } finally {
    signal.removeEventListener('abort', stop);
    clearTimeout(killTimer);
    // What it started may be more stubborn than itself.
    if (signal.aborted) kill(child, 'SIGKILL');
  }
}

/** How the program failed, in words; `undefined` when it did not. */
function ended(child: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`could not be run: ${error.message}`));
    child.once('close', (code, signal) =>
      resolve(code === 0 ? undefined : `ended with ${signal ?? `exit code ${code}`}`),
    );
  });
}

function collect(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text = (text + chunk).slice(0, maxOutput);
    });
  }
  return () => stripVTControlCharacters(text).trim();
}

function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  if (isWindows) {
    child.kill(signal);
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    // The group may have ended by itself just now, which is what we want.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** Without what `npm start` sets for its own child: a nested npm would take it for its configuration. */
function childEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.toLowerCase().startsWith('npm_'));
  return { ...Object.fromEntries(own), NO_COLOR: '1' };
}

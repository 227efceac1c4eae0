import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import process from 'node:process';
import { root } from './paths.mjs';

/** @type {NodeJS.Signals[]} */
const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd] working folder, the checkout by default
 * @property {NodeJS.ProcessEnv} [env] the child's whole environment, this process's by default
 * @property {number} [timeout] milliseconds after which the child is ended, none by default
 * @property {boolean} [goOn] whether this process goes on after a signal that the child survived to exit by itself
 */

/**
 * Runs a program on this terminal and waits for it. SIGINT, SIGTERM and SIGHUP are passed on to it while it runs and
 * end this process in the same way afterwards, so that nothing is started any more and the caller sees the truth.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<number>} the exit code; 124 after a timeout, 127 when the program could not be started
 */
export function run(file, args, options = {}) {
  const { cwd = root, env = process.env, timeout, goOn = false } = options;
  return new Promise((resolve) => {
    // npm is a .cmd file on Windows, which only a shell starts
    const shell = process.platform === 'win32' && file === 'npm';
    const child = spawn(file, args, { cwd, env, stdio: 'inherit', shell });
    /** @type {NodeJS.Signals | undefined} */
    let asked;
    let late = false;
    /** @param {NodeJS.Signals} signal */
    const passOn = (signal) => {
      asked = signal;
      child.kill(signal);
    };
    for (const signal of passedOn) process.on(signal, passOn);
    const timer = timeout && setTimeout(() => (late = child.kill('SIGKILL')), timeout);
    /** @param {number} code */
    const finish = (code) => {
      clearTimeout(timer);
      for (const signal of passedOn) process.off(signal, passOn);
      resolve(code);
    };
    child.once('error', (error) => {
      console.error(`Could not start ${file}: ${error.message}`);
      finish(127);
    });
    child.once('exit', (code, signal) => {
      finish(late ? 124 : (code ?? 128 + (signal ? constants.signals[signal] : 0)));
      if (asked && (signal || !goOn)) process.kill(process.pid, asked);
    });
  });
}

/**
 * Runs a Node script with this very Node.
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 */
export const runNode = (args, options) => run(process.execPath, args, options);

/**
 * Runs npm: the one that started this process, so that a fresh machine needs no second one on its PATH.
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 */
export function runNpm(args, options) {
  const npm = process.env.npm_execpath;
  return npm && /[\\/]npm-cli\.c?js$/.test(npm) ? runNode([npm, ...args], options) : run('npm', args, options);
}

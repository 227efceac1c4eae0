import { parseArgs } from 'node:util';
import { number, UsageError } from './arguments.ts';

/** How the monitor runs, from the command line. Times are in milliseconds. */
export interface Options {
  /** Deploy by itself; without it only the button starts a deployment. */
  watch: boolean;
  /** Each stage is shown at least this long. */
  paceMs: number;
  /** Time before the first deployment when watching. */
  idleMs: number;
  /** Time between two deployments when watching. */
  pauseMs: number;
  /** How many deployments get a broken source, 0–1. */
  failureRate: number;
  /** Makes the choice of broken deployments repeatable; random when absent. */
  seed?: number;
}

/** What the command line asks for. */
export type Command = { kind: 'run'; options: Options } | { kind: 'help' };

export const usage = `Usage: npm start -- [options]

Deploys a sample site again and again and shows it on a page the server pushes to.

Options:
  --watch               deploy by itself (on under npm start); without it, only the button does
  --idle <seconds>      wait before the first deployment (default 5)
  --pause <seconds>     wait between two deployments (default 30)
  --pace <seconds>      show each stage at least this long (default 2)
  --failure-rate <0–1>  how many deployments get a broken source (default 0.2)
  --seed <integer>      fail the same deployments every time
  --help                print this text

Environment:
  PORT                  port to listen on (default 3000)
`;

const day = 86_400;

/**
 * Reads command-line arguments.
 *
 * @throws {UsageError} for an unknown option, or a value that is missing or out of range.
 * @example
 * parseCommand(['--watch', '--pace', '0.5']);
 */
export function parseCommand(args: readonly string[]): Command {
  const values = parse(args);
  if (values.help) return { kind: 'help' };
  const seed = values.seed;
  return {
    kind: 'run',
    options: {
      watch: values.watch,
      paceMs: 1000 * number('--pace', values.pace, 0, day),
      idleMs: 1000 * number('--idle', values.idle, 0, day),
      pauseMs: 1000 * number('--pause', values.pause, 0, day),
      failureRate: number('--failure-rate', values['failure-rate'], 0, 1),
      ...(seed === undefined ? {} : { seed: integer('--seed', seed) }),
    },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        watch: { type: 'boolean', default: false },
        pace: { type: 'string', default: '2' },
        idle: { type: 'string', default: '5' },
        pause: { type: 'string', default: '30' },
        'failure-rate': { type: 'string', default: '0.2' },
        seed: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function integer(option: string, text: string): number {
  const value = number(option, text, 0, Number.MAX_SAFE_INTEGER);
  if (Number.isInteger(value)) return value;
  throw new UsageError(`${option} needs an integer, but got "${text}".`);
}

import { parseArgs } from 'node:util';

/** How the example runs, from the command line. */
export interface Options {
  /** Whether the metrics are made up instead of measured. */
  readonly simulate: boolean;
  /** What the made-up prices and metrics depend on: a whole number from 0 to 4294967295. */
  readonly seed: number;
}

export type Command = { kind: 'run'; options: Options } | { kind: 'help' };

/** Arguments that cannot be understood; the message says which and what would be right. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What is used without `--seed`. */
const defaultSeed = 1;

/** The largest seed: more bits are not looked at. */
const largestSeed = 2 ** 32 - 1;

export const usage = `Usage: npm start -w examples/system-metrics -- [options]

What this machine does, once a second, for pages and for other programs: as a nopal page at /, as Cap'n Web RPC at
/api, and as a page that speaks RPC at /static/serverpush/.

Options:
  --simulate     make the metrics up instead of measuring them
  --seed <n>     what the made-up metrics and prices depend on: the same number gives the same ones (default ${defaultSeed})
  --help         print this text

Environment:
  PORT           port to listen on (default 8000)
`;

/**
 * Reads the command line.
 *
 * @throws {UsageError} for an unknown option, or a value that is missing or cannot be meant
 */
export function parseCommand(args: readonly string[]): Command {
  const { help, simulate, seed } = parse(args);
  if (help) return { kind: 'help' };
  return { kind: 'run', options: { simulate, seed: seed === undefined ? defaultSeed : asSeed(seed) } };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        simulate: { type: 'boolean', default: false },
        seed: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function asSeed(text: string): number {
  const seed = Number(text);
  if (/^\d+$/.test(text) && seed <= largestSeed) return seed;
  throw new UsageError(`--seed needs a whole number from 0 to ${largestSeed}, but got "${text}".`);
}

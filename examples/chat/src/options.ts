import path from 'node:path';
import { parseArgs } from 'node:util';

/** How the chat runs, from the command line and the environment. */
export interface Options {
  /** Folder in which the history is kept; without one it is in memory, and gone when the process ends. */
  data?: string;
  /** Origins of other hosts from which browsers may connect to the plain-text socket. */
  origins: readonly string[];
  /** Whether WebSocket clients that send no Origin, which are no browsers, are refused. */
  requireOrigin: boolean;
  /** Whether documents without an origin of their own, such as a file that was opened in the browser, may connect. */
  allowNullOrigin: boolean;
}

export type Command = { kind: 'run'; options: Options } | { kind: 'help' };

/** Arguments that cannot be understood; the message says which and what would be right. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Origins that are always allowed besides the page's own host: the usual addresses of the chat on one's own machine. */
export const localOrigins: readonly string[] = ['http://localhost:8080', 'http://127.0.0.1:8080'];

export const usage = `Usage: npm start -w examples/chat -- [options]

A chat for browsers and for any WebSocket client, on one port.

Options:
  --data <folder>     keep the history there (default: in memory)
  --origin <origin>   let pages of this origin connect, such as https://example.com; may be given several times
  --require-origin    refuse WebSocket clients that send no Origin
  --help              print this text

Environment:
  PORT                port to listen on (default 8080)
  NODE_ENV            "production" refuses the origin "null", which files and sandboxed frames have
`;

/**
 * Reads command line and environment.
 *
 * @throws {UsageError} for an unknown option, or a value that is missing or cannot be meant.
 */
export function parseCommand(args: readonly string[], env: NodeJS.ProcessEnv): Command {
  const { help, data, origin, 'require-origin': requireOrigin } = parse(args);
  if (help) return { kind: 'help' };
  return {
    kind: 'run',
    options: {
      origins: [...localOrigins, ...origin.map(asOrigin)],
      requireOrigin,
      allowNullOrigin: env['NODE_ENV'] !== 'production',
      ...(data !== undefined && { data: path.resolve(data) }),
    },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        data: { type: 'string' },
        origin: { type: 'string', multiple: true, default: [] },
        'require-origin': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** An origin as browsers send it: `https://Example.com/` would never be equal to one. */
function asOrigin(text: string): string {
  if (/^https?:/.test(text) && URL.canParse(text) && new URL(text).pathname === '/') return new URL(text).origin;
  throw new UsageError(`--origin needs an origin such as https://example.com, but got "${text}".`);
}

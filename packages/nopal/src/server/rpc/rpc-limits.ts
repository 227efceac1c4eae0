import { NopalError } from '../../protocol/error.ts';

/** Every bound of RPC, by name, for each session. Sizes in bytes, times in milliseconds. */
export interface RpcLimits {
  /** Largest message over a WebSocket. */
  readonly maxMessageBytes: number;
  /** Largest body of a batch. */
  readonly maxBodyBytes: number;
  /** Calls of the client that it waits for. */
  readonly maxCallsInFlight: number;
  /** Results that the calls under way may take copies of; of one call, counted with those that they took themselves. */
  readonly maxCopies: number;
  /** What the session keeps for the client: results and objects that the client may call. */
  readonly maxExports: number;
  /** What the session keeps of the client: its functions and objects, and calls to them that were not answered. */
  readonly maxImports: number;
  /** Calls a second that a client may make for long. */
  readonly callsPerSecond: number;
  /** Calls that a client may make at once; a batch has no more. */
  readonly callBurst: number;
  /** What a client may have written to streams that nobody took yet, in bytes. */
  readonly maxStreamBytes: number;
  /**
   * Bytes of answers and calls that may wait for a client that does not read, when one more is said; of a batch, bytes
   * of its answers.
   */
  readonly maxUnsentBytes: number;
  /** How long a session may say nothing while neither side keeps anything of the other. */
  readonly idleMs: number;
  /** Silence after which a client counts as gone. It is asked for a sign of life after half of that. */
  readonly heartbeatMs: number;
  /** How long the calls of a batch may take. */
  readonly batchMs: number;
}

/** The bounds that hold unless an endpoint sets others. */
export const DEFAULT_RPC_LIMITS: RpcLimits = {
  maxMessageBytes: 256 * 1024,
  maxBodyBytes: 1024 * 1024,
  maxCallsInFlight: 1000,
  maxCopies: 250,
  maxExports: 5000,
  maxImports: 5000,
  callsPerSecond: 2000,
  callBurst: 10_000,
  maxStreamBytes: 4 * 1024 * 1024,
  maxUnsentBytes: 16 * 1024 * 1024,
  idleMs: 600_000,
  heartbeatMs: 30_000,
  batchMs: 30_000,
};

/** What a timer of Node can wait for. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * The limits of an endpoint: those that are given, else the defaults.
 *
 * @throws NopalError `rpc-option` for one that is not a positive whole number, or that does not exist
 */
export function rpcLimits(path: string, given: Partial<RpcLimits> = {}): RpcLimits {
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(DEFAULT_RPC_LIMITS, name)) {
      throw new NopalError(
        'rpc-option',
        `The endpoint ${path} is given a limit ${name}, which does not exist.`,
        `There are ${Object.keys(DEFAULT_RPC_LIMITS).join(', ')}.`,
      );
    }
    const most = name.endsWith('Ms') ? LONGEST_MS : Number.MAX_SAFE_INTEGER;
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= 1 && value <= most)) {
      throw new NopalError(
        'rpc-option',
        `The limit ${name} of the endpoint ${path} is ${String(value)}.`,
        `Give a whole number from 1 to ${most}, or leave it out for ${DEFAULT_RPC_LIMITS[name as keyof RpcLimits]}.`,
      );
    }
  }
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...DEFAULT_RPC_LIMITS, ...Object.fromEntries(set) };
}

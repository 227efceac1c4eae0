/** A way through the network: `toClient` is what the server sends, `toServer` what the client sends. */
export type Direction = 'toClient' | 'toServer';

/** Both ways, for what concerns each of them. */
export const DIRECTIONS: readonly Direction[] = ['toClient', 'toServer'];

/** What one direction of a network does to the bytes that it carries. */
export interface Conditions {
  /** How long each chunk is under way, in milliseconds, 0 to 3,600,000. Default 0. */
  readonly latencyMs: number;
  /** Up to so many milliseconds more, at random for each chunk, 0 to 3,600,000. Chunks keep their order. Default 0. */
  readonly jitterMs: number;
  /** How many bytes a second may arrive, at least 1. Default `Infinity`. */
  readonly bytesPerSecond: number;
  /**
   * How likely a chunk is lost, 0 to 1. Above TCP nothing is missing: the chunk is sent again, so it and everything
   * behind it come {@link Conditions.retransmitMs} later. Default 0.
   */
  readonly loss: number;
  /** After how many milliseconds a lost chunk is sent again, 0 to 3,600,000. Default 200, the least that Linux waits. */
  readonly retransmitMs: number;
  /**
   * How many bytes may be under way before the network reads no more from the sender, at least 0. With 0 it is one
   * read at a time: up to 64 KiB. Default 1 MiB.
   */
  readonly queueBytes: number;
}

/** New conditions for one direction or for both; what is left out stays as it is. */
export type Change = { readonly [each in Direction]?: Partial<Conditions> };

/** A network that only hands on. */
export const PERFECT: Conditions = {
  latencyMs: 0,
  jitterMs: 0,
  bytesPerSecond: Number.POSITIVE_INFINITY,
  loss: 0,
  retransmitMs: 200,
  queueBytes: 1_048_576,
};

const HOUR_MS = 3_600_000;

/** Least and greatest value of each condition. */
const RANGES: Readonly<Record<keyof Conditions, readonly [least: number, greatest: number]>> = {
  latencyMs: [0, HOUR_MS],
  jitterMs: [0, HOUR_MS],
  bytesPerSecond: [1, Number.POSITIVE_INFINITY],
  loss: [0, 1],
  retransmitMs: [0, HOUR_MS],
  queueBytes: [0, Number.POSITIVE_INFINITY],
};

/**
 * A client that reads only so many bytes a second, and keeps little in between: the server's own buffers fill.
 *
 * @param bytesPerSecond how fast it reads, at least 1
 * @example
 * network.set(slowReader(4096));
 */
export function slowReader(bytesPerSecond: number): Change {
  return { toClient: { bytesPerSecond, queueBytes: 0 } };
}

/**
 * Conditions with some of them changed.
 *
 * @throws RangeError when a condition is not known, or out of its range
 */
export function changed(before: Conditions, change: Partial<Conditions>): Conditions {
  for (const [name, value] of Object.entries(change)) {
    const range = Object.hasOwn(RANGES, name) ? RANGES[name as keyof Conditions] : undefined;
    if (range === undefined) {
      throw new RangeError(`"${name}" is no condition of a network; there are ${Object.keys(RANGES).join(', ')}.`);
    }
    const [least, greatest] = range;
    // Turned round, so that NaN is refused too.
    if (!(value >= least && value <= greatest)) {
      throw new RangeError(`${name} is ${value}; it has to be from ${least} to ${greatest}.`);
    }
  }
  return { ...before, ...change };
}

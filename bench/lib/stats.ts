/** The middle and the spread of samples. */
export interface Spread {
  readonly median: number;
  readonly p25: number;
  readonly p75: number;
  readonly p99: number;
  readonly samples: number;
}

/** Describes samples. Medians, because a shared machine gives long tails that say nothing about the code. */
export function spread(samples: readonly number[]): Spread {
  const sorted = Float64Array.from(samples).toSorted();
  const at = (part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
  return { median: at(0.5), p25: at(0.25), p75: at(0.75), p99: at(0.99), samples: sorted.length };
}

/** How long `run` takes, in microseconds. */
export function microseconds(run: () => void): number {
  const started = performance.now();
  run();
  return (performance.now() - started) * 1000;
}

/** Lets the event loop turn once: what is only weakly held can go, as it does between the flushes of a server. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    nextTurn(resolve);
  });
}

/** Taken before anything replaces the global one; see `by-hand.ts`. */
const nextTurn = setImmediate;

import { progress } from '../lib/progress.ts';
import { spread, type Spread } from '../lib/stats.ts';
import type { Contender, Round } from './contender.ts';
import type { Plan } from './usage.ts';

/** How often. */
export interface Rounds {
  /** To measure processor time. */
  readonly count: number;
  /** To watch the event loop. What else the machine does is in each of them, but not in all alike. */
  readonly watched: number;
}

/** What a contender did in the rounds of a contest. */
export interface Outcome {
  /** Processor time of the server per delivered update, in microseconds, round by round. */
  readonly costs: readonly number[];
  /** The longest that the event loop was late, in rounds of their own, since watching costs. Milliseconds. */
  readonly blocks: Spread;
  /** The ways to those viewers that were sent every update, in milliseconds. */
  readonly p50: Spread;
  readonly p99: Spread;
  /** Acknowledgements per update. */
  readonly said: number;
  /** Of an update's payload. */
  readonly bytes: number;
  readonly skipped: number;
}

/** Lets contenders send the same updates at the same pace, in turns, so that what else the machine does falls on all. */
export async function contest(
  contenders: readonly Contender[],
  plan: Plan,
  { count, watched }: Rounds,
): Promise<ReadonlyMap<Contender, Outcome>> {
  const rounds = new Map<Contender, Round[]>(contenders.map((contender) => [contender, []]));
  // The first round is to warm up.
  for (let n = 0; n <= count; n++) {
    for (const contender of contenders) {
      const round = await contender.round(plan);
      if (n > 0) rounds.get(contender)?.push(round);
    }
    progress(n === 0 ? 'warmed up' : `round ${n} of ${count}`);
  }
  const outcomes = new Map<Contender, Outcome>();
  for (const [contender, all] of rounds) {
    const blocks: number[] = [];
    for (let n = 0; n < watched; n++) blocks.push((await contender.round(plan, true)).used.longestBlock ?? NaN);
    outcomes.set(contender, summary(all, blocks));
  }
  progress('watched the event loop');
  return outcomes;
}

/** How a contender's costs compare with another's, round by round. */
export function ratio(one: Outcome | undefined, other: Outcome | undefined): Spread {
  return spread((one?.costs ?? []).map((cost, n) => cost / (other?.costs[n] ?? NaN)));
}

function summary(rounds: readonly Round[], blocks: readonly number[]): Outcome {
  const sum = (of: (round: Round) => number): number => rounds.reduce((total, round) => total + of(round), 0);
  const updates = sum(({ counted }) => counted.updates);
  const complete = rounds.filter(({ latency }) => latency.updates > 0);
  return {
    costs: rounds.map(({ used, counted }) => used.cpu / counted.updates),
    blocks: spread(blocks),
    p50: spread(complete.map(({ latency }) => latency.p50)),
    p99: spread(complete.map(({ latency }) => latency.p99)),
    said: sum(({ counted }) => counted.said) / updates,
    bytes: sum(({ counted }) => counted.bytes) / updates,
    skipped: sum(({ skipped }) => skipped),
  };
}

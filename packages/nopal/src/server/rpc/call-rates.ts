import { TokenBucket } from '../topics/token-bucket.ts';
import type { RpcLimits } from './rpc-limits.ts';

/** Callers by name whose rates are remembered; beyond that the one that did not call for the longest time is forgotten. */
const MAX_CALLERS = 100_000;

/** Counts calls: for a named caller over all its sessions, else for each session by itself. */
export class CallRates {
  readonly #rate: { readonly perSecond: number; readonly burst: number };
  readonly #named = new Map<string, TokenBucket>();

  constructor({ callsPerSecond, callBurst }: RpcLimits) {
    this.#rate = { perSecond: callsPerSecond, burst: callBurst };
  }

  /** What counts the calls of one session. */
  spend(caller: string | undefined): (calls: number) => number {
    if (caller === undefined) {
      const own = new TokenBucket(this.#rate, performance.now());
      return (calls) => own.take(performance.now(), calls);
    }
    return (calls) => this.#bucket(caller).take(performance.now(), calls);
  }

  #bucket(caller: string): TokenBucket {
    const bucket = this.#named.get(caller) ?? new TokenBucket(this.#rate, performance.now());
    // In the order of their last calls.
    this.#named.delete(caller);
    this.#named.set(caller, bucket);
    if (this.#named.size > MAX_CALLERS) {
      for (const longestSilent of this.#named.keys()) {
        this.#named.delete(longestSilent);
        break;
      }
    }
    return bucket;
  }
}

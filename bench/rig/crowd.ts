import { setTimeout as sleep } from 'node:timers/promises';
import { now } from './clock.ts';
import type { NopalVisitor } from './nopal-visitor.ts';
import type { Range, Tally } from './tally.ts';
import type { Visitor } from './visitor.ts';

/** How a crowd came back. */
export interface Returned {
  /** From the first attempt to the last answer, in milliseconds. */
  readonly ms: number;
  /** Who goes on as the viewer that they were. */
  readonly resumed: number;
  /** Connections that the system refused, which were tried again. */
  readonly retries: number;
}

/** What a browser waits at most before it tries again for the first time. */
const RETRY_MS = 500;

/** Everybody connects again at once. */
export async function comeBack(visitors: readonly NopalVisitor[]): Promise<Returned> {
  const start = now();
  let resumed = 0;
  let retries = 0;
  const one = async (visitor: NopalVisitor): Promise<void> => {
    try {
      if ((await visitor.comeBack()).resumed === 1) resumed++;
    } catch {
      retries++;
      await sleep(Math.random() * RETRY_MS);
      await one(visitor);
    }
  };
  await Promise.all(visitors.map(one));
  return { ms: now() - start, resumed, retries };
}

/** The n-th visitor stops reading after its n-th update. */
export function stopEachAtAnother(tally: Tally, visitors: readonly Visitor[], { from, to }: Range): void {
  const got = new Uint32Array(to - from);
  tally.watch = (visitor) => {
    if (visitor < from || visitor >= to) return;
    const n = visitor - from;
    got[n] = (got[n] ?? 0) + 1;
    if (got[n] === n + 1) visitors[visitor]?.pause();
  };
}

/** Resolves to when the last of these visitors was sent this text. */
export function untilAllSaw(tally: Tally, { from, to }: Range, text: string): Promise<number> {
  const missing = new Set(Array.from({ length: to - from }, (_, n) => from + n));
  return new Promise((resolve) => {
    tally.watch = (visitor, bytes, start, end) => {
      if (!missing.has(visitor) || !bytes.subarray(start, end).includes(text)) return;
      missing.delete(visitor);
      if (missing.size === 0) resolve(now());
    };
  });
}

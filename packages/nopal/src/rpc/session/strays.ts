import type { RpcEnding, RpcHost } from '../../index.ts';
import { currentSession, type SessionScope } from './session-scope.ts';

/** Emitted to find out whether the filter is still there: what else replaces `emit` may put back the one from before. */
const REACHED = Symbol('reached');
let isReached = false;
/** How long after its end what is rejected still counts as the session's, in milliseconds. */
const AFTER_END_MS = 30_000;

/**
 * Keeps rejections of sessions from ending the process. capnweb leaves some that nobody can wait for: where a call is
 * given up whose arguments fail later, for one. Three lines of a client are enough for that, and Node, or whatever the
 * app does about unhandled rejections, would end the process.
 *
 * Node emits them in the async context of their promises, which is how those of sessions are told from others. They go no
 * further than this; a listener could not keep them from the app's own listeners. All others are emitted as ever.
 */
export function watchStrayRejections(): void {
  const emit = process.emit.bind(process) as (event: string | symbol, ...values: unknown[]) => boolean;
  isReached = false;
  emit(REACHED);
  if (isReached) return;
  const filtered = (event: string | symbol, ...values: unknown[]): boolean => {
    if (event === REACHED) {
      isReached = true;
      return true;
    }
    if (event === 'unhandledRejection' && currentSession()?.stray(values[0]) === true) return true;
    return emit(event, ...values);
  };
  // The overloads of `emit` are one for each event; this passes on all of them.
  process.emit = filtered as typeof process.emit;
}

/** A session for those who are called within it. */
export function scopeOf(ending: RpcEnding, { warn }: RpcHost): SessionScope {
  watchStrayRejections();
  let endedAt: number | undefined;
  ending.onEnd(() => {
    endedAt = performance.now();
  });
  return {
    onEnd: (ended) => ending.onEnd(ended),
    stray: (error) => {
      // What a method began for the whole app keeps this context, and is the app's.
      if (endedAt !== undefined && performance.now() - endedAt > AFTER_END_MS) return false;
      const what = error instanceof Error ? error.message : String(error);
      const message = `something failed within a session of RPC, and nobody waited for it: ${what}`;
      warn(message, { code: 'rpc-call-failed', err: error }, message);
      return true;
    },
  };
}

import type { RpcEnding, RpcHost } from '../../index.ts';
import { currentSession, type SessionScope } from './session-scope.ts';

let isWatching = false;

/**
 * Keeps rejections of sessions from ending the process. capnweb leaves some that nobody can wait for: where a call is
 * given up whose arguments fail later, for one. Three lines of a client are enough for that, and Node, or whatever the
 * app does about unhandled rejections, would end the process.
 *
 * Node emits them in the async context of their promises, which is how those of sessions are told from others. They go no
 * further than this; a listener could not keep them from the app's own listeners. All others are emitted as ever.
 */
export function watchStrayRejections(): void {
  if (isWatching) return;
  isWatching = true;
  const emit = process.emit.bind(process) as (event: string | symbol, ...values: unknown[]) => boolean;
  const filtered = (event: string | symbol, ...values: unknown[]): boolean => {
    if (event !== 'unhandledRejection') return emit(event, ...values);
    const session = currentSession();
    if (session === undefined) return emit(event, ...values);
    session.stray(values[0]);
    return true;
  };
  // The overloads of `emit` are one for each event; this passes on all of them.
  process.emit = filtered as typeof process.emit;
}

/** A session for those who are called within it. */
export function scopeOf(ending: RpcEnding, { warn }: RpcHost): SessionScope {
  return {
    onEnd: (ended) => ending.onEnd(ended),
    stray: (error) => {
      const what = error instanceof Error ? error.message : String(error);
      const message = `something failed within a session of RPC, and nobody waited for it: ${what}`;
      warn(message, { code: 'rpc-call-failed', err: error }, message);
    },
  };
}

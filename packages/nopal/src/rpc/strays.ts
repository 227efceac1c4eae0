import type { RpcEnding, RpcHost } from '../index.ts';
import { currentSession, type SessionScope } from './session-scope.ts';

/**
 * Keeps rejections of sessions from ending the process. capnweb leaves some that nobody can wait for: where a call is
 * given up whose arguments fail later, for one. Three lines of a client are enough for that, and Node would end the process.
 *
 * Node tells of a rejection in the async context of its promise, which is how those of sessions are told from others;
 * with those, it does what it would have done.
 */
export function onStrayRejection(reason: unknown): void {
  const session = currentSession();
  if (session !== undefined) session.stray(reason);
  // Nobody else is there to deal with it, so it is an uncaught exception, as it were without this.
  else if (process.listenerCount('unhandledRejection') === 1) {
    throw reason instanceof Error ? reason : new Error(`Unhandled rejection: ${String(reason)}`, { cause: reason });
  }
}

/** Has {@link onStrayRejection} listen, once in a process. */
export function watchStrayRejections(): void {
  if (!process.listeners('unhandledRejection').includes(onStrayRejection)) {
    process.on('unhandledRejection', onStrayRejection);
  }
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

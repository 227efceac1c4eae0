import { AsyncLocalStorage } from 'node:async_hooks';

/** What a session is for those who are called within it. */
export interface SessionScope {
  /**
   * Has `ended` called once the session is over; at once if it is already.
   *
   * @returns takes that back
   */
  onEnd(ended: () => void): () => void;
  /**
   * Told what was rejected within the session while nobody waited for it.
   *
   * @returns whether it is the session's to deal with
   */
  stray(error: unknown): boolean;
}

const sessions = new AsyncLocalStorage<SessionScope>();

/**
 * Runs something as part of a session. capnweb calls methods from one loop that begins with the session, so whatever is
 * called because of a message of the client finds the session it came by.
 */
export function withinSession<T>(scope: SessionScope, run: () => T): T {
  return sessions.run(scope, run);
}

/** The session that this is done for, if it is. */
export function currentSession(): SessionScope | undefined {
  return sessions.getStore();
}

/**
 * Has `ended` called when the session is over whose call is being served. Outside of a session it never is.
 *
 * @returns takes that back
 */
export function onSessionEnd(ended: () => void): () => void {
  return currentSession()?.onEnd(ended) ?? (() => undefined);
}

/** What a topic client itself refuses or reports. The server's own codes come as they are: see docs/errors.md. */
export type TopicClientErrorCode =
  | 'already-joined'
  | 'already-subscribed'
  | 'bad-message'
  | 'client-closed'
  | 'connection-failed'
  | 'listener-failed'
  | 'message-not-json'
  | 'message-too-long'
  | 'too-many-unanswered'
  | 'version-mismatch';

/**
 * An error of a topic client, or one that the server told it.
 *
 * `code` is stable across releases and safe to branch on; the message says what happened, why, and what to do.
 *
 * @example
 * ```ts
 * try {
 *   await lobby.publish({ text });
 * } catch (error) {
 *   if (error instanceof TopicClientError && error.code === 'publish-too-fast') return 'Slow down.';
 *   throw error;
 * }
 * ```
 */
export class TopicClientError extends Error {
  /** One of {@link TopicClientErrorCode}, or of the codes of the server's `TopicError`, such as `subscribe-refused`. */
  readonly code: string;

  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'TopicClientError';
    this.code = code;
  }
}

/** An error of the client itself. */
export function clientError(
  code: TopicClientErrorCode,
  message: string,
  fix: string,
  cause?: unknown,
): TopicClientError {
  return new TopicClientError(code, `${message} ${fix} [${code}]`, cause === undefined ? {} : { cause });
}

/** What everything that is asked of a closed client is answered with. */
export function closedError(): TopicClientError {
  return clientError('client-closed', 'The topic client was closed.', 'Make another one.');
}

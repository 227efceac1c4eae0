/** Every code that an error of topics can carry. `docs/errors.md` explains each; a test keeps the two equal. */
export const TOPIC_ERROR_CODES = [
  'duplicate-topic',
  'endpoint-option',
  'identify-failed',
  'message-not-json',
  'message-refused',
  'message-too-long',
  'presence-refused',
  'publish-refused',
  'publish-too-fast',
  'slow-subscriber',
  'subscribe-refused',
  'subscriber-failed',
  'subscription-ended',
  'topic-failed',
  'topic-name',
  'topic-options',
  'topic-store-failed',
  'topics-closed',
  'too-many-subscriptions',
  'unknown-topic',
] as const;

/** One of the stable error codes of topics. */
export type TopicErrorCode = (typeof TOPIC_ERROR_CODES)[number];

/**
 * An error of topics: raised, logged, or told to a client.
 *
 * `code` is stable across releases and safe to branch on; the message says what happened, why, and what to do.
 *
 * @example
 * ```ts
 * try {
 *   await topics.publish(lobby, message);
 * } catch (error) {
 *   if (error instanceof TopicError && error.code === 'message-too-long') return 'Too long.';
 *   throw error;
 * }
 * ```
 */
export class TopicError extends Error {
  readonly code: TopicErrorCode;

  /**
   * @param code the stable code
   * @param message what happened and why
   * @param fix what to do about it, one imperative sentence
   * @param options `cause`: the error underneath, when there is one
   */
  constructor(code: TopicErrorCode, message: string, fix: string, options?: { cause?: unknown }) {
    super(`${message} ${fix} [${code}]`, options);
    this.name = 'TopicError';
    this.code = code;
  }
}

/** Every code that an error of a bridge can carry. */
export const BRIDGE_ERROR_CODES = [
  'bridge-dead-letter',
  'bridge-disconnected',
  'bridge-handle-failed',
  'bridge-message-dropped',
  'bridge-message-gone',
  'bridge-options',
  'bridge-refused',
] as const;

/** One of the stable error codes of bridges. */
export type BridgeErrorCode = (typeof BRIDGE_ERROR_CODES)[number];

/**
 * An error of a bridge from a message queue: thrown for wrong options, otherwise logged.
 *
 * `code` is stable across releases and safe to branch on; the message says what happened, why, and what to do.
 */
export class BridgeError extends Error {
  readonly code: BridgeErrorCode;

  /**
   * @param code the stable code
   * @param message what happened and why
   * @param fix what to do about it, one imperative sentence
   * @param options `cause`: the error underneath, when there is one
   */
  constructor(code: BridgeErrorCode, message: string, fix: string, options?: { cause?: unknown }) {
    super(`${message} ${fix} [${code}]`, options);
    this.name = 'BridgeError';
    this.code = code;
  }
}

/**
 * Throw it from `handle` or `parse` when a message will never succeed: it is not tried again, but becomes a dead letter
 * at once.
 *
 * @example
 * ```ts
 * if (order.total < 0) throw new RejectMessage('An order of a negative total.');
 * ```
 */
export class RejectMessage extends Error {
  override readonly name = 'RejectMessage';
}

/** What topics say of a message that they will not take at the next attempt either. */
const FINAL_TOPIC_ERRORS: ReadonlySet<unknown> = new Set(['message-not-json', 'message-refused', 'message-too-long']);

/** Whether trying again is of no use. */
export function isFinal(error: unknown): boolean {
  if (error instanceof RejectMessage) return true;
  return error instanceof Error && error.name === 'TopicError' && 'code' in error && FINAL_TOPIC_ERRORS.has(error.code);
}

/** The text of whatever was thrown. */
export function textOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}

/** Every code that an error of nopal can carry. `docs/errors.md` explains each; a test keeps the two equal. */
export const ERROR_CODES = [
  'alias-config',
  'ambiguous-component-type',
  'attribute-name',
  'attribute-value',
  'bad-message',
  'component-name',
  'document-option',
  'duplicate-key',
  'duplicate-route',
  'duplicate-state-key',
  'event-option',
  'form-not-found',
  'frame-rate',
  'handler-failed',
  'hook-order',
  'hook-outside-render',
  'impure-render',
  'invalid-child',
  'log-level',
  'message-too-large',
  'navigate-outside-viewer',
  'nesting',
  'not-data',
  'origin-refused',
  'page-not-registered',
  'port',
  'predicate-failed',
  'redirect-loop',
  'render-failed',
  'retain-needs-value',
  'rpc-bad-message',
  'rpc-call-failed',
  'rpc-closed',
  'rpc-idle',
  'rpc-missing',
  'rpc-option',
  'rpc-silent',
  'rpc-slow-reader',
  'rpc-target',
  'rpc-target-failed',
  'rpc-too-fast',
  'rpc-too-large',
  'rpc-too-many-calls',
  'rpc-too-many-exports',
  'rpc-too-many-imports',
  'rpc-too-many-subscriptions',
  'rpc-too-slow',
  'secret',
  'service-failed',
  'service-slow-to-stop',
  'set-state-after-unmount',
  'set-state-outside-viewer',
  'stale-event',
  'style-value',
  'tag-name',
  'task-failed',
  'topic-not-read',
  'topics-missing',
  'unknown-component-id',
  'unknown-component-type',
  'unknown-state-key',
  'updater-function-failed',
  'url-scheme',
  'version-mismatch',
] as const;

/** One of nopal's stable error codes. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/**
 * An error that nopal raises or logs.
 *
 * `code` is stable across releases and safe to branch on; the message says what happened, why, and what to do.
 *
 * @example
 * ```ts
 * try { await app.listen() } catch (error) {
 *   if (error instanceof NopalError && error.code === 'port') process.exit(1);
 *   throw error;
 * }
 * ```
 */
export class NopalError extends Error {
  readonly code: ErrorCode;

  /**
   * @param code the stable code
   * @param message what happened and why
   * @param fix what to do about it, one imperative sentence
   * @param options `cause`: the error underneath, when there is one
   */
  constructor(code: ErrorCode, message: string, fix: string, options?: { cause?: unknown }) {
    super(`${message} ${fix} [${code}]`, options);
    this.name = 'NopalError';
    this.code = code;
  }
}

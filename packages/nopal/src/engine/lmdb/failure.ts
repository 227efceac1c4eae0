import type { TopicErrorCode } from '../../push/error.ts';

/**
 * Makes the error that is thrown. Handed in, since the engine knows only the types of topics.
 *
 * @param code `topic-options`: what the app gave is wrong; `topic-store-failed`: anything else
 * @param message what happened and why
 * @param fix what to do about it
 * @param cause the error underneath, when there is one
 */
export type Failure = (
  code: Extract<TopicErrorCode, 'topic-options' | 'topic-store-failed'>,
  message: string,
  fix: string,
  cause?: unknown,
) => Error;

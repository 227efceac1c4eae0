import { NopalError } from '../protocol/error.ts';

/** A browser sent more than it may at once. */
export function messageTooLarge(limit: number, cause?: Error): NopalError {
  return new NopalError(
    'message-too-large',
    `A browser sent a message of more than ${limit} bytes, so its connection was closed.`,
    'If your pages send that much, raise it: createApp({ limits: { maxMessageBytes: … } }).',
    { cause },
  );
}

import { NopalError } from '../../index.ts';

/** The error for what is no message of Cap'n Web. */
export function badMessage(what: string, options?: { readonly cause: unknown }): NopalError {
  return new NopalError(
    'rpc-bad-message',
    what,
    'Send messages of Cap’n Web, each an array of JSON such as ["pull",1]: one in a frame, or one on a line of a batch.',
    options,
  );
}

import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { NopalError, type RpcHost } from '../../index.ts';
import type { Message } from './message.ts';

/** How capnweb's own errors are told from those of what it calls: by where they were made. */
const CAPNWEB = dirname(createRequire(import.meta.url).resolve('capnweb'));
/** That a result cannot be sent is the app's mistake, though capnweb says it. */
const UNSENDABLE = /serializ/i;
const NO_ERROR = ['error', 'Error', 'The call failed, with something that is no error.'];

/**
 * What a client is told of errors: name, message and `code`. Stack, cause and other properties say things about the
 * server that are nobody else's business.
 */
export function errorsFor({ onSendError, log, warn, path }: RpcHost): (error: Error) => Error {
  return (error) => {
    // Why a session ends is logged where it ends.
    if (error instanceof NopalError && error.code.startsWith('rpc-')) return told(error);
    const fields = { err: error, code: 'rpc-call-failed' };
    // What a client asks for wrongly is its own affair.
    if (isOfCapnweb(error) && !UNSENDABLE.test(error.message)) log.debug({ ...fields, path }, 'a call failed');
    else warn(error.message, fields, `a call failed: ${error.message}`);
    const replaced = onSendError?.(error);
    return told(replaced instanceof Error ? replaced : error);
  };
}

/** What is said to a client, without what was thrown and is no error: that would be told as it is. */
export function withoutThrownData(message: Message): Message {
  const [kind, id, value] = message;
  if (kind !== 'reject' || (Array.isArray(value) && value[0] === 'error')) return message;
  return [kind, id, NO_ERROR];
}

function told(error: Error): Error {
  const copy: Error & { code?: string } = new Error(error.message);
  copy.name = error.name;
  if ('code' in error && typeof error.code === 'string') copy.code = error.code;
  delete copy.stack;
  return copy;
}

function isOfCapnweb({ stack = '' }: Error): boolean {
  const first = stack.split('\n').find((line) => /^\s*at /.test(line));
  return first?.includes(CAPNWEB) === true;
}

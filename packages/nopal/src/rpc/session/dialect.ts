import { targetOf, type Message } from './message.ts';

/** The object that a session begins with, as Cap'n Web names it, and as clients of an older Go implementation do. */
const MAIN = 0;
const OLD_MAIN = 1;

/**
 * Lets clients of an older dialect call, which name the first object 1 instead of 0. They are known by the first call
 * of the session: in Cap'n Web there is no 1 yet by then, so what they say could only be answered by an error.
 */
export class Dialect {
  #isOld: boolean | undefined;

  /** A message of the client as Cap'n Web has it. */
  translate(message: Message): Message {
    const [kind] = message;
    // A stream that the client opens is numbered like a call.
    if (kind === 'pipe') this.#isOld ??= false;
    if (kind !== 'push' && kind !== 'stream') return message;
    const target = isPipeline(message) ? targetOf(message) : undefined;
    this.#isOld ??= kind === 'push' && target === OLD_MAIN;
    if (!this.#isOld || target !== OLD_MAIN) return message;
    // Only what the call goes to: within its arguments 1 is the result of the first call, in either dialect.
    const [, , ...rest] = message[1] as readonly unknown[];
    return [kind, ['pipeline', MAIN, ...rest]];
  }
}

function isPipeline([, expression]: Message): boolean {
  return Array.isArray(expression) && expression[0] === 'pipeline';
}

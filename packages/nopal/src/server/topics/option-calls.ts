import { TopicError } from '../../push/error.ts';

/**
 * Calls the functions that an app gave to an endpoint. What one throws is for the app's owner; to clients it is as if
 * it had said nothing, so that a mistake in one line costs that line.
 */
export class OptionCalls {
  readonly #path: string;
  readonly #report: (error: TopicError) => void;

  /** @param path of the endpoint, for the owner */
  constructor(path: string, report: (error: TopicError) => void) {
    this.#path = path;
    this.#report = report;
  }

  /** The line that the option `name` makes; `undefined` where there is no such option, or it makes none. */
  line<A extends readonly unknown[]>(
    name: string,
    make: ((...args: A) => string | undefined) | undefined,
    ...args: A
  ): string | undefined {
    if (make === undefined) return undefined;
    try {
      // Code without types gives anything: null, or a promise, of which clients would see "[object Promise]".
      const made = make(...args) as unknown;
      if (typeof made === 'string') return made;
      if (made === undefined || made === null) return undefined;
      throw new TypeError(`It returned ${made instanceof Promise ? 'a promise' : `a ${typeof made}`}.`);
    } catch (cause) {
      this.#report(this.#failed(name, cause));
      return undefined;
    }
  }

  /**
   * The message that the option `receive` makes of a text; `undefined` when it is to be ignored.
   *
   * @throws TopicError what it throws for the client to see; `message-refused` for anything else that it throws
   */
  message<T, C>(receive: (text: string, client: C) => T | undefined, text: string, client: C): T | undefined {
    try {
      return receive(text, client);
    } catch (cause) {
      if (cause instanceof TopicError) throw cause;
      this.#report(this.#failed('receive', cause));
      throw new TopicError('message-refused', 'The server could not take the message.', 'See its log.', { cause });
    }
  }

  #failed(name: string, cause: unknown): TopicError {
    return new TopicError(
      'endpoint-option',
      `The option ${name} of the endpoint ${this.#path} failed, so what it was called for did not happen.`,
      'Let it return a text, or undefined for nothing; fix the cause below.',
      { cause },
    );
  }
}

import { deserialize, serialize } from 'capnweb';

/** A value as it was when it was given: what its giver does to it later changes nothing here. */
export interface Snapshot<T> {
  readonly value: T;
  /** What goes over the wire; equal texts are equal values. */
  readonly text: string;
}

/**
 * Checks that clients can be sent a value, so that it is told to who made the mistake and not to each of them.
 *
 * @param what names the value in the error
 * @throws TypeError when capnweb could not send it by value, or clients could not read it
 */
export function snapshot<T>(value: T, what: string): Snapshot<T> {
  try {
    // In a list, as arguments are, so that it is as deep as in a call.
    const text = serialize([value]);
    // Read as clients do: where that fails it would end their sessions. It gives a copy of the same type.
    const [copy] = deserialize(text) as [T];
    return { value: copy, text };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new TypeError(
      `${what} cannot be sent over RPC: ${why} Give it data: plain objects, arrays, strings, numbers, booleans, bigints, dates, bytes, errors; no functions, stubs, streams or instances of classes.`,
      { cause },
    );
  }
}

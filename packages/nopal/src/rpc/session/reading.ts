import { badMessage } from './bad-message.ts';
import { Dialect } from './dialect.ts';
import type { Ledger } from './ledger.ts';
import type { Message } from './message.ts';

/** Reads what a client says: from text to a message that was counted and is in Cap'n Web's own dialect. */
export class Reading {
  readonly #dialect = new Dialect();
  readonly #ledger: Ledger;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** @throws NopalError `rpc-bad-message`, and those of the ledger */
  read(text: string): Message {
    const message = this.#dialect.translate(parse(text));
    this.#ledger.received(message, text.length);
    return message;
  }
}

function parse(text: string): Message {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : String(cause);
    throw badMessage(`A message is no JSON: ${what}.`, { cause });
  }
  if (Array.isArray(value)) return value;
  throw badMessage('A message is JSON, but no array.');
}

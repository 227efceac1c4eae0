import type { RpcTransportWithCustomEncoding } from 'capnweb';
import { NopalError, type RpcLimits } from '../../index.ts';
import type { Ledger } from './ledger.ts';
import type { Message } from './message.ts';
import { Reading } from './reading.ts';
import { withoutThrownData } from './sent-errors.ts';

/** A batch: all that the client says is there from the beginning, and all that is said to it is gathered. */
export class BatchTransport implements RpcTransportWithCustomEncoding {
  /** Values instead of text, so that what is counted need not be parsed twice. */
  readonly encodingLevel = 'jsonCompatible';
  readonly #lines: Iterator<string>;
  readonly #reading: Reading;
  readonly #ledger: Ledger;
  readonly #maxUnsentBytes: number;
  readonly #said: string[] = [];
  #saidSize = 0;
  readonly #begun = Promise.resolve();
  #allRead: () => void = () => undefined;
  #aborted: (reason: unknown) => void = () => undefined;
  /** Resolves when everything was taken; rejects when the session was aborted before. */
  readonly read = new Promise<void>((resolve, reject) => {
    this.#allRead = resolve;
    this.#aborted = reject;
  });

  #fail: (reason: unknown) => void = () => undefined;
  /** Rejects when the batch is given up otherwise; never resolves. */
  readonly failed = new Promise<never>((_, reject) => {
    this.#fail = reject;
  });

  constructor(body: string, ledger: Ledger, { maxUnsentBytes }: RpcLimits) {
    this.#lines = linesOf(body);
    this.#ledger = ledger;
    this.#reading = new Reading(ledger);
    this.#maxUnsentBytes = maxUnsentBytes;
    // Whoever waits for the answer is told; it may be that nobody does any more.
    this.read.catch(() => undefined);
    this.failed.catch(() => undefined);
  }

  /** What was said to the client, a message on each line. */
  get answer(): string {
    return this.#said.join('\n');
  }

  /** @inheritdoc */
  send(message: unknown): number {
    // capnweb gives messages of this level as values.
    const said = withoutThrownData(message as Message);
    const text = JSON.stringify(said);
    this.#ledger.sent(said, text);
    this.#saidSize += text.length;
    if (this.#saidSize > this.#maxUnsentBytes) {
      throw new NopalError(
        'rpc-too-large',
        `The answers to this batch have more than ${this.#maxUnsentBytes} bytes (maxUnsentBytes).`,
        'Ask for less at a time, or over a WebSocket.',
      );
    }
    this.#said.push(text);
    return text.length;
  }

  /** @inheritdoc */
  async receive(): Promise<unknown> {
    // The session asks for the first while it is being made, and is needed to count it.
    await this.#begun;
    const { value, done } = this.#lines.next();
    if (done !== true) return this.#reading.read(value);
    this.#allRead();
    // A batch has no more to say, which is not an end: what it called is still to be answered.
    return new Promise(() => undefined);
  }

  /** Gives the batch up. */
  fail(reason: unknown): void {
    this.#fail(reason);
  }

  /** @inheritdoc */
  abort(reason: unknown): void {
    this.#aborted(reason);
  }
}

/** The lines of a batch that say something, without what is around them. */
function* linesOf(body: string): Generator<string> {
  for (let from = 0; from < body.length;) {
    const newline = body.indexOf('\n', from);
    const end = newline === -1 ? body.length : newline;
    const line = body.slice(from, end).trim();
    if (line !== '') yield line;
    from = end + 1;
  }
}

import type { Batch } from '../../push/batch.ts';
import { fromJson } from '../../push/json.ts';
import type { StoredMessage } from '../../push/store.ts';
import type { TopicUser } from '../../push/topic.ts';
import type { OptionCalls } from './option-calls.ts';

/** What a client sees of a message; `undefined`: nothing. A function that takes the message alone is called once for all. */
export type Show<T> = (message: T, client: { readonly user: TopicUser }) => string | undefined;

/** What a rendition is made with. */
export interface RenditionOptions<T> {
  /** Names it: whoever uses the same name makes the same of a batch. */
  readonly kind: string;
  readonly show: Show<T> | undefined;
  /** What is seen where the app does not say. */
  readonly byDefault: (json: string) => string;
  /** The bytes of one message for the network; `shown` is `undefined` where nothing is to be seen. */
  readonly encode: (shown: string | undefined, message: StoredMessage, epoch: string) => Buffer;
  readonly calls: OptionCalls;
}

/** Makes bytes of messages: once for all clients, unless what one sees depends on who it is. */
export class Rendition<T> {
  readonly #options: RenditionOptions<T>;
  readonly #isShared: boolean;

  constructor(options: RenditionOptions<T>) {
    this.#options = options;
    this.#isShared = options.show === undefined || options.show.length < 2;
  }

  /** The bytes of a batch for a user; there may be none. */
  of(batch: Batch, user: TopicUser): Buffer {
    const { kind } = this.#options;
    if (this.#isShared) return batch.form(kind, () => this.#encode(batch, undefined));
    return this.#encode(batch, user);
  }

  #encode(batch: Batch, user: TopicUser | undefined): Buffer {
    const { encode, calls, show, byDefault } = this.#options;
    const values = show === undefined ? [] : batch.form('values', valuesOf);
    const parts = batch.messages.map((message, index) => {
      if (show === undefined) return encode(byDefault(message.text), message, batch.epoch);
      // What is stored is what was published as T. Who is not asked for takes the message alone.
      const shown = calls.line('show', show as (...args: unknown[]) => string | undefined, values[index], { user });
      return encode(shown, message, batch.epoch);
    });
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
  }
}

function valuesOf({ messages }: Batch): readonly unknown[] {
  return messages.map(({ text }) => fromJson(text));
}

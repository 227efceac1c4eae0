import type { Batch } from '../../push/batch.ts';
import { fromJson } from '../../push/json.ts';
import type { StoredMessage } from '../../push/store.ts';
import type { TopicUser } from '../../push/topic.ts';
import type { OptionCalls } from './option-calls.ts';

/** What a client sees of a message; `undefined`: nothing. Called once for all clients, unless it reads `user`. */
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

/** What one message looks like: to everybody, or only to the user over whom it was made. */
interface Part {
  readonly message: StoredMessage;
  readonly index: number;
  readonly bytes: Buffer;
  readonly only?: TopicUser;
}

/** Makes bytes of messages: once for all clients, unless what one sees depends on who it is. */
export class Rendition<T> {
  readonly #options: RenditionOptions<T>;

  constructor(options: RenditionOptions<T>) {
    this.#options = options;
  }

  /** The bytes of a batch for a user; there may be none. */
  of(batch: Batch, user: TopicUser): Buffer {
    // Made over whoever is first; what was not made over that user in particular is everybody's.
    const made = batch.form(this.#options.kind, () => joined(this.#parts(batch, user)));
    if (Buffer.isBuffer(made)) return made;
    return Buffer.concat(
      made.map(({ message, index, bytes, only }) =>
        only === undefined || only === user ? bytes : this.#part(batch, message, index, user).bytes,
      ),
    );
  }

  #parts(batch: Batch, user: TopicUser): readonly Part[] {
    return batch.messages.map((message, index) => this.#part(batch, message, index, user));
  }

  #part(batch: Batch, message: StoredMessage, index: number, user: TopicUser): Part {
    const { encode, calls, show, byDefault } = this.#options;
    if (show === undefined) return { message, index, bytes: encode(byDefault(message.text), message, batch.epoch) };
    let isPersonal = false;
    // Parameters do not tell: a function may have them and not use them, or take them as `...rest`.
    const client = {
      get user(): TopicUser {
        isPersonal = true;
        return user;
      },
    };
    // What is stored is what was published as T.
    const shown = calls.line('show', show, batch.form('values', valuesOf)[index] as T, client);
    const bytes = encode(shown, message, batch.epoch);
    return isPersonal ? { message, index, bytes, only: user } : { message, index, bytes };
  }
}

/** All as one, if all of it is everybody's. */
function joined(parts: readonly Part[]): Buffer | readonly Part[] {
  if (parts.some(({ only }) => only !== undefined)) return parts;
  return parts.length === 1 && parts[0] !== undefined ? parts[0].bytes : Buffer.concat(parts.map(({ bytes }) => bytes));
}

function valuesOf({ messages }: Batch): readonly unknown[] {
  return messages.map(({ text }) => fromJson(text));
}

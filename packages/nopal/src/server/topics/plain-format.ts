import type { Batch } from '../../push/batch.ts';
import type { TopicError } from '../../push/error.ts';
import type { Gap, Position, Start } from '../../push/sink.ts';
import type { TopicUser } from '../../push/topic.ts';
import { encodeTextFrame } from '../../transport/text-frame.ts';
import type { OptionCalls } from './option-calls.ts';
import { missedLine, type TopicSocketOptions } from './plain-options.ts';
import { Rendition } from './rendition.ts';

/** How a client is told things: whole frames, or nothing. */
export interface PlainFormat {
  started(start: Start): Buffer | undefined;
  messages(batch: Batch, user: TopicUser): Buffer;
  gap(gap: Gap): Buffer | undefined;
  refused(error: TopicError): Buffer | undefined;
  /** Where a client is to which nothing was said for a while. */
  position(position: Position): Buffer | undefined;
}

/** Lines for people. */
export class TextFormat<T> implements PlainFormat {
  readonly #options: TopicSocketOptions<T>;
  readonly #calls: OptionCalls;
  readonly #rendition: Rendition<T>;

  constructor(path: string, options: TopicSocketOptions<T>, calls: OptionCalls) {
    this.#options = options;
    this.#calls = calls;
    this.#rendition = new Rendition<T>({
      kind: `socket ${path}`,
      show: options.show,
      byDefault: plainText,
      encode: (shown) => (shown === undefined ? NOTHING : encodeTextFrame(shown)),
      calls,
    });
  }

  started({ recovered, reason, missed }: Start): Buffer | undefined {
    return recovered || reason === undefined ? undefined : this.#missed({ reason, missed });
  }

  messages(batch: Batch, user: TopicUser): Buffer {
    return this.#rendition.of(batch, user);
  }

  gap({ reason, missed }: Gap): Buffer | undefined {
    return this.#missed({ reason, missed });
  }

  refused(error: TopicError): Buffer | undefined {
    return frameOf(this.#calls.line('refused', this.#options.refused ?? messageOf, error));
  }

  position(): undefined {
    return undefined;
  }

  #missed(gap: Parameters<typeof missedLine>[0]): Buffer | undefined {
    return frameOf(this.#calls.line('missed', this.#options.missed ?? missedLine, gap));
  }
}

/** One JSON object in each frame, with all that a client needs to come back to where it was. */
export const JSON_FORMAT: PlainFormat = {
  started: (started) => jsonFrame({ started }),
  messages: (batch) => batch.form('plain json', jsonFrames),
  gap: (gap) => jsonFrame({ gap }),
  refused: ({ code, message }) => jsonFrame({ error: { code, message } }),
  position: (position) => jsonFrame({ position }),
};

/** The frame of a text, if there is one. */
export function frameOf(text: string | undefined): Buffer | undefined {
  return text === undefined ? undefined : encodeTextFrame(text);
}

const NOTHING = Buffer.alloc(0);

/** A text as it is, other values as JSON. */
export function plainText(json: string): string {
  return json.startsWith('"') ? (JSON.parse(json) as string) : json;
}

function messageOf({ message }: TopicError): string {
  return message;
}

function jsonFrame(value: object): Buffer {
  return encodeTextFrame(JSON.stringify(value));
}

function jsonFrames({ epoch, messages }: Batch): Buffer {
  const quoted = JSON.stringify(epoch);
  return Buffer.concat(
    messages.map(({ offset, at, text }) =>
      encodeTextFrame(`{"epoch":${quoted},"offset":${offset},"at":${at},"message":${text}}`),
    ),
  );
}

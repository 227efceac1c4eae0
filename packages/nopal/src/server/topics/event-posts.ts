import { createHmac, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { TopicError } from '../../push/error.ts';
import type { TopicDefinition } from '../../push/topic.ts';
import { readBody } from '../../transport/body.ts';
import { TokenBucket } from './token-bucket.ts';

/** Publishers whose rate is counted at a time; the one who has published least lately goes first. */
const MOST_COUNTED = 10_000;

/** A text, or (if it came as JSON) a value. */
export type Posted = { readonly text: string } | { readonly value: unknown };

/** Why a body was not taken. */
export interface Untaken {
  readonly status: 400 | 413 | 415;
  readonly code: 'message-refused' | 'message-too-long';
  readonly detail: string;
}

/** What is taken of a body. */
export interface PostedBounds {
  /** Bytes that it may have. */
  readonly most: number;
  /** Whether it may be JSON. */
  readonly json: boolean;
}

const NO_JSON =
  'JSON is not taken here: what is published is made of a text. Send text/plain, the text alone. (If this is your app: ' +
  'the option json of the endpoint lets JSON in; then let access.fromClient of the topic say whom a message is from.)';

/**
 * Reads what a request wants to be published. What is not said to be JSON is text, whatever `curl -d` calls it.
 */
export async function readPosted(request: IncomingMessage, { most, json }: PostedBounds): Promise<Posted | Untaken> {
  const type = (request.headers['content-type'] ?? 'text/plain').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const isJson = /^application\/(?:[\w.-]+\+)?json$/.test(type);
  const isText = /^text\/|^application\/(?:x-www-form-urlencoded|octet-stream)$/.test(type);
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (!(isText || (isJson && json)) || encoding !== 'identity') {
    request.resume();
    const wanted = `Send ${json ? 'application/json or text/plain' : 'text/plain'}, not compressed.`;
    const detail = isJson && !json ? NO_JSON : wanted;
    return { status: 415, code: 'message-refused', detail };
  }
  const text = await readBody(request, most);
  if (text === undefined) {
    const detail = `The body is longer than ${most} bytes (maxTextBytes). Send less.`;
    return { status: 413, code: 'message-too-long', detail };
  }
  if (!isJson) return { text };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    const detail = 'The body is no JSON, as its content type says. Send JSON, or text/plain.';
    return { status: 400, code: 'message-refused', detail };
  }
}

/**
 * Counts how often each publishes by requests. Every request is a connection of its own to the gate, so that what the
 * gate counts would begin anew each time.
 */
export class PostRates {
  readonly #secret = randomBytes(16);
  readonly #buckets = new Map<string, TokenBucket>();

  /** What to call a guest: the same name for the same address, from which the address cannot be told. */
  guestId({ socket }: IncomingMessage): string {
    const digest = createHmac('sha256', this.#secret)
      .update(socket.remoteAddress ?? '')
      .digest('base64url');
    return `guest-${digest.slice(0, 12)}`;
  }

  /** @throws TopicError `publish-too-fast` */
  count(id: string, topic: string, { rate }: TopicDefinition): void {
    const now = performance.now();
    const bucket = this.#buckets.get(id) ?? new TokenBucket(rate, now);
    this.#buckets.delete(id);
    this.#buckets.set(id, bucket);
    for (const oldest of this.#buckets.keys()) {
      if (this.#buckets.size <= MOST_COUNTED) break;
      this.#buckets.delete(oldest);
    }
    const waitMs = bucket.take(now);
    if (waitMs === 0) return;
    throw new TopicError(
      'publish-too-fast',
      `Clients may publish ${rate.perSecond} messages a second to ${topic}, and ${rate.burst} at once.`,
      `Try again in ${Math.ceil(waitMs)} ms.`,
    );
  }
}

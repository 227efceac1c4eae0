import type { IncomingMessage } from 'node:http';

/**
 * Reads the body of a request as text.
 *
 * @param most how many bytes it may have; `undefined` is returned for more, and the rest is not kept
 */
export async function readBody(request: IncomingMessage, most: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    // Read to its end all the same, so that the browser gets to see the answer; it is not asked for more than it began.
    if (length <= most) chunks.push(chunk);
    else chunks.length = 0;
    if (length > most * MUCH) return undefined;
  }
  return length > most ? undefined : Buffer.concat(chunks).toString('utf8');
}

/** A body that is so many times too large is not even read to its end. */
const MUCH = 16;

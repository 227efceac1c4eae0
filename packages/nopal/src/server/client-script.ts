import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { NopalError } from '../protocol/error.ts';

/** The browser's script, ready to be served. */
export interface ClientScript {
  /** File name with a hash of the content, so that it may be cached for good. */
  readonly name: string;
  readonly body: string;
}

/**
 * Reads the browser's script that was built with this package.
 *
 * @throws NopalError `document-option` when the package was not built
 */
export function readClientScript(): ClientScript {
  let body: string;
  try {
    body = readFileSync(new URL('../../dist/browser/nopal.js', import.meta.url), 'utf8');
  } catch (error) {
    throw new NopalError(
      'document-option',
      'The script for browsers is missing from this package.',
      'Build it: npm run build -w nopal.',
      {
        cause: error,
      },
    );
  }
  return { name: `client-${createHash('sha256').update(body).digest('hex').slice(0, 12)}.js`, body };
}

import { readdirSync, readFileSync } from 'node:fs';
import { NopalError } from '../protocol/error.ts';

/** A script for browsers, ready to be served. */
export interface ClientScript {
  /** File name with a hash of the content, so that it may be cached for good. */
  readonly name: string;
  readonly body: string;
}

/** All scripts for browsers: the one that pages load, and parts that it loads when they are needed. */
export interface ClientScripts {
  /** The name of the one that pages load. */
  readonly main: string;
  readonly all: readonly ClientScript[];
}

/**
 * Reads the scripts for browsers that were built with this package.
 *
 * @throws NopalError `document-option` when the package was not built
 */
export function readClientScripts(): ClientScripts {
  const folder = new URL('../../dist/browser/', import.meta.url);
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.js'));
    const main = names.find((name) => name.startsWith('client-'));
    if (main === undefined) throw new Error(`${folder.pathname} holds no client script`);
    return { main, all: names.map((name) => ({ name, body: readFileSync(new URL(name, folder), 'utf8') })) };
  } catch (error) {
    throw new NopalError(
      'document-option',
      'The script for browsers is missing from this package.',
      'Build it: npm run build -w nopal.',
      { cause: error },
    );
  }
}

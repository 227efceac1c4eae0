import { readdirSync, readFileSync } from 'node:fs';
import type { Hono } from 'hono';
import { NopalError } from '../protocol/error.ts';

/** A script for browsers, ready to be served. */
export interface ClientScript {
  /** File name with a hash of the content, so that it may be cached for good. */
  readonly name: string;
  readonly body: string;
}

/** What the script loads when it is needed, by the names that files of it begin with. */
export const PARTS = ['events', 'navigation', 'spare'] as const;

/** All scripts for browsers: the one that pages load, and parts that it loads when they are needed. */
export interface ClientScripts {
  /** The name of the one that pages load. */
  readonly main: string;
  readonly parts: Readonly<Record<(typeof PARTS)[number], string>>;
  readonly all: readonly ClientScript[];
}

/** Matches file names of parts, also of other versions. */
const OLD_PART = `(?:${PARTS.join('|')})-.+\\.js`;

/**
 * What a page of another version gets instead of a part that this server does not have: it loads itself again, with the
 * scripts of now, what was typed is kept (`client/parts.ts` reloads in the same way). Whatever the part has stays promised
 * for ever.
 */
const OUTDATED_PART = `dispatchEvent(new Event('nopal:reload'));location.reload();await new Promise(()=>{});`;

const SCRIPT_HEADERS = { 'content-type': 'text/javascript; charset=utf-8', 'x-content-type-options': 'nosniff' };

/** Serves the scripts below a path: for good, since their names change with what is in them. */
export function serveClientScripts(http: Hono, basePath: string, { all }: ClientScripts): void {
  for (const { name, body } of all) {
    http.get(`${basePath}/${name}`, (c) =>
      c.body(body, 200, { ...SCRIPT_HEADERS, 'cache-control': 'public, max-age=31536000, immutable' }),
    );
  }
  http.get(`${basePath}/:name{${OLD_PART}}`, (c) =>
    c.body(OUTDATED_PART, 200, { ...SCRIPT_HEADERS, 'cache-control': 'no-store' }),
  );
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
    const part = (name: string): string => names.find((file) => file.startsWith(`${name}-`)) ?? '';
    const parts = { events: part('events'), navigation: part('navigation'), spare: part('spare') };
    return { main, parts, all: names.map((name) => ({ name, body: readFileSync(new URL(name, folder), 'utf8') })) };
  } catch (error) {
    throw new NopalError(
      'document-option',
      'The script for browsers is missing from this package.',
      'Build it: npm run build -w nopal.',
      { cause: error },
    );
  }
}

import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { aliasTarget } from '../transform/alias.ts';

/** Which sources a specifier may mean whose own file does not exist: what TypeScript emits, and what emits it. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx', '.jsx'],
  '.mjs': ['.mts'],
  '.jsx': ['.tsx'],
};
const EXTENSIONS = ['.ts', '.tsx', '.mts', '.jsx', '.js', '.mjs'];

/** Node's codes for "there is no such file"; nothing else is tried again. */
const NOT_FOUND = new Set<unknown>(['ERR_MODULE_NOT_FOUND', 'ERR_UNSUPPORTED_DIR_IMPORT']);

/** Another specifier to resolve, and the module from whose place to resolve it. */
export interface Redirect {
  readonly specifier: string;
  readonly parentURL: string | undefined;
}

/**
 * What to resolve instead of an aliased specifier. Resolved from nopal's own place, where a package always finds
 * itself, so that there is one instance of the hooks even when the importing package does not depend on nopal.
 */
export function redirectAlias(specifier: string, aliases: readonly string[]): Redirect | undefined {
  const target = aliases.length === 0 ? undefined : aliasTarget(specifier, aliases);
  return target === undefined ? undefined : { specifier: target, parentURL: import.meta.url };
}

/**
 * What to resolve after Node found nothing: the TypeScript file behind `./card.js`, `./card`, `./cards/` or an entry
 * of a package's `exports` and `imports`; or this very nopal, for a package whose JSX needs it without depending on it.
 *
 * @param error what Node's resolution threw
 * @returns `undefined` when there is nothing better, and the error stands
 */
export function redirectMissing(
  specifier: string,
  parentURL: string | undefined,
  error: unknown,
): Redirect | undefined {
  if (!(error instanceof Error && 'code' in error && NOT_FOUND.has(error.code))) return undefined;
  if (/^nopal(?:\/|$)/.test(specifier)) return { specifier, parentURL: import.meta.url };

  const wanted = missingFile(specifier, parentURL, error);
  if (wanted?.protocol !== 'file:') return undefined;
  for (const pathname of candidates(wanted.pathname)) {
    const url = new URL(wanted);
    url.pathname = pathname;
    if (isFile(url)) return { specifier: url.href, parentURL };
  }
  return undefined;
}

/** The file that Node looked for: its error tells it for what a package.json names; `undefined` for a missing package. */
function missingFile(specifier: string, parentURL: string | undefined, error: Error): URL | undefined {
  if (/^(?:\.\.?(?:\/|$)|\/|file:)/.test(specifier)) return new URL(specifier, parentURL);
  return 'url' in error && typeof error.url === 'string' ? new URL(error.url) : undefined;
}

function candidates(pathname: string): string[] {
  const folder = pathname.replace(/\/$/, '');
  const extension = /\.[cm]?jsx?$/.exec(pathname)?.[0] ?? '';
  const sources = SOURCES[extension]?.map((source) => pathname.slice(0, -extension.length) + source) ?? [];
  const files = pathname === folder ? EXTENSIONS.map((added) => pathname + added) : [];
  return [...sources, ...files, ...EXTENSIONS.map((added) => `${folder}/index${added}`)];
}

function isFile(url: URL): boolean {
  return statSync(fileURLToPath(url), { throwIfNoEntry: false })?.isFile() ?? false;
}

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A package.json and the folder that it describes. */
export interface PackageScope {
  readonly folder: string;
  /** Path of the package.json. */
  readonly file: string;
  readonly content: Readonly<Record<string, unknown>>;
}

const scopes = new Map<string, PackageScope | undefined>();

/**
 * Finds the package that a folder belongs to, as Node does: by the nearest package.json at or above it.
 * Remembered for the life of the process.
 *
 * @throws SyntaxError when that package.json does not parse
 */
export function packageScope(folder: string): PackageScope | undefined {
  if (!scopes.has(folder)) {
    const parent = dirname(folder);
    scopes.set(folder, readScope(folder) ?? (parent === folder ? undefined : packageScope(parent)));
  }
  return scopes.get(folder);
}

function readScope(folder: string): PackageScope | undefined {
  const file = join(folder, 'package.json');
  const text = readIfPresent(file);
  if (text === undefined) return undefined;
  try {
    const content: unknown = JSON.parse(text);
    return { folder, file, content: typeof content === 'object' && content !== null ? { ...content } : {} };
  } catch (error) {
    throw new SyntaxError(`${file} is not valid JSON: ${String(error)}`, { cause: error });
  }
}

/** Reads a text file; `undefined` when there is none. */
export function readIfPresent(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined;
    throw error;
  }
}

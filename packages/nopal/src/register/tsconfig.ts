import { dirname, isAbsolute, join } from 'node:path';
import { readIfPresent } from './package-scope.ts';

const sources = new Map<string, string | undefined>();

/**
 * Finds the `jsxImportSource` that TypeScript would use for files of a folder: of the nearest tsconfig.json and what
 * it extends by relative path. (A base configuration from a package is not followed: looking for it costs every start.)
 * Remembered for the life of the process.
 *
 * @throws SyntaxError when a configuration does not parse
 */
export function jsxImportSource(folder: string): string | undefined {
  if (!sources.has(folder)) {
    const file = join(folder, 'tsconfig.json');
    const text = readIfPresent(file);
    const parent = dirname(folder);
    sources.set(
      folder,
      text === undefined ? (parent === folder ? undefined : jsxImportSource(parent)) : fromConfig(file, text),
    );
  }
  return sources.get(folder);
}

function fromConfig(file: string, text: string, seen: readonly string[] = []): string | undefined {
  const config = parse(file, text);
  const own = config.compilerOptions?.jsxImportSource;
  if (typeof own === 'string') return own;
  // The last one that is extended wins, as for tsc.
  for (const base of [config.extends ?? []].flat().toReversed()) {
    if (typeof base !== 'string' || !(/^\.\.?\//.test(base) || isAbsolute(base))) continue;
    const path = isAbsolute(base) ? base : join(dirname(file), base);
    const found = [path, `${path}.json`].find((candidate) => readIfPresent(candidate) !== undefined);
    if (found === undefined || seen.includes(found)) continue;
    const inherited = fromConfig(found, readIfPresent(found) ?? '{}', [...seen, file]);
    if (inherited !== undefined) return inherited;
  }
  return undefined;
}

interface Config {
  readonly extends?: unknown;
  readonly compilerOptions?: { readonly jsxImportSource?: unknown };
}

/** JSON with comments and trailing commas; strings are matched too, so that what looks like either inside them stays. */
function parse(file: string, text: string): Config {
  const json = text
    .replace(/^\uFEFF/, '')
    .replaceAll(/("(?:\\.|[^"\\])*")|\/\/[^\r\n]*|\/\*[^]*?\*\//g, '$1')
    .replaceAll(/("(?:\\.|[^"\\])*")|,(?=\s*[}\]])/g, '$1');
  try {
    const config: unknown = JSON.parse(json === '' ? '{}' : json);
    return typeof config === 'object' && config !== null ? config : {};
  } catch (error) {
    throw new SyntaxError(`${file} does not parse: ${String(error)}`, { cause: error });
  }
}

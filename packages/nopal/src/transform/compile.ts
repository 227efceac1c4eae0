import { pathToFileURL } from 'node:url';
import { transformSync } from 'oxc-transform';
import { addNames } from './add-names.ts';
import { firstError } from './diagnostics.ts';
import { languageOf } from './language.ts';

/** How a module is compiled. */
export interface CompileOptions {
  /** Stable id of the module, equal on every node: `my-app/src/Card.tsx`. */
  readonly moduleId: string;
  /** Specifier from which the module imports nopal's runtime of names. */
  readonly namesModule: string;
  /** Package whose `jsx-runtime` the file's JSX uses unless the file says `@jsxImportSource` itself. @default 'nopal' */
  readonly jsxImportSource?: string | undefined;
}

/**
 * Compiles a TypeScript or JSX module to JavaScript that Node runs: names added, types stripped, JSX as function calls.
 *
 * @param source the module's text
 * @param file its absolute path, for errors and the source map
 * @returns JavaScript with an inline source map, exact in lines; within a line, columns after an inserted name are off
 * by its length
 * @throws SyntaxError with file, line and code frame when the source does not parse
 *
 * @example
 * ```ts
 * compileModule('<p>hi</p>', '/app/a.tsx', { moduleId: 'app/a.tsx', namesModule: 'nopal/names' });
 * // import { jsx as _jsx } from "nopal/jsx-runtime"; …
 * ```
 */
export function compileModule(source: string, file: string, options: CompileOptions): string {
  // Node drops a byte order mark, the compiler calls what follows it (a hashbang) a syntax error.
  const text = source.charCodeAt(0) === 0xfe_ff ? source.slice(1) : source;
  const named = addNames(text, { file, moduleId: options.moduleId, namesModule: options.namesModule })?.code ?? text;
  const lang = languageOf(file);
  const { code, map, errors } = transformSync(file, named, {
    ...(lang && { lang }),
    sourceType: 'module',
    sourcemap: true,
    jsx: { runtime: 'automatic', importSource: options.jsxImportSource ?? 'nopal', development: false },
  });
  const error = firstError(errors);
  if (error) throw new SyntaxError(`${file}: ${error.message}${error.codeframe ?? ''}`);
  return map ? `${code}\n//# sourceMappingURL=${inlineMap(map, file)}` : code;
}

/** Without the source's text, which Node and debuggers read from the file: a third of the bytes at every start. */
function inlineMap(
  { version, mappings, names }: { version: number; mappings: string; names: string[] },
  file: string,
): string {
  const map = JSON.stringify({ version, sources: [pathToFileURL(file).href], names, mappings });
  return `data:application/json;base64,${Buffer.from(map).toString('base64')}`;
}

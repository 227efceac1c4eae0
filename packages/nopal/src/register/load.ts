import { readFileSync } from 'node:fs';
import { dirname, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileModule } from '../transform/compile.ts';
import { moduleId } from './module-id.ts';
import { jsxImportSource } from './tsconfig.ts';

/** nopal's own runtime of names: built or, where Node strips types itself, from source. */
const NAMES_MODULE = new URL(`../names${extname(import.meta.url)}`, import.meta.url).href;

/** What a load hook answers. */
export interface LoadedModule {
  readonly format: 'module';
  readonly source: string;
  readonly shortCircuit: true;
}

/**
 * Loads a module that needs compiling.
 *
 * @param url the resolved URL, with or without query
 * @returns `undefined` for everything that Node loads by itself
 * @throws SyntaxError when the source does not parse
 */
export function loadSource(url: string): LoadedModule | undefined {
  if (!/^file:[^?#]*\.(?:tsx?|mts|jsx)(?:[?#]|$)/.test(url)) return undefined;
  const file = fileURLToPath(url);
  const source = compileModule(readFileSync(file, 'utf8'), file, {
    moduleId: moduleId(file),
    namesModule: NAMES_MODULE,
    jsxImportSource: file.endsWith('x') ? jsxImportSource(dirname(file)) : undefined,
  });
  return { format: 'module', source, shortCircuit: true };
}

import MagicString, { type SourceMap } from 'magic-string';
import { type Program, parseSync } from 'oxc-parser';
import { findComponents } from './components.ts';
import { firstError } from './diagnostics.ts';
import { languageOf } from './language.ts';
import { nameStates } from './name-states.ts';
import { RUNTIME } from './runtime.ts';
import { SourceText } from './source-text.ts';

/** Where a module is, for the names that it gets. */
export interface AddNamesOptions {
  /** Path of the file; its extension tells the language. */
  readonly file: string;
  /** Stable id of the module, equal on every node: `my-app/src/Card.tsx`. */
  readonly moduleId: string;
  /** Specifier from which the transformed module imports nopal's runtime of names. */
  readonly namesModule: string;
}

/** A module with names. */
export interface NamedModule {
  readonly code: string;
  /** Maps to the original; made when first read, since lines are the same anyway. */
  readonly map: SourceMap;
}

/**
 * Gives states, custom hooks and components the names that they have in the source, so that they can be pushed to:
 * `const [status, setStatus] = useState(x)` becomes `useState(x, { key: "status" })`.
 *
 * Goes by the names `use…` alone, wherever they are imported from. Every line keeps its number. Applied to its own
 * result it changes nothing.
 *
 * @returns `null` when there is nothing to name, when the file is CommonJS or no script, and when it does not parse
 * (the compiler that comes next reports that with a code frame)
 *
 * @example
 * ```ts
 * addNames('const [n] = useState(0)', { file: 'a.ts', moduleId: 'app/a.ts', namesModule: 'nopal/names' })?.code;
 * // const [n] = useState(0, { key: "n" })
 * ```
 */
export function addNames(source: string, options: AddNamesOptions): NamedModule | null {
  const lang = languageOf(options.file);
  if (lang === undefined) return null;
  const parsed = parseSync(options.file, source, { lang, sourceType: 'module' });
  if (firstError(parsed.errors) || alreadyNamed(parsed.program)) return null;

  const text = new SourceText(source, parsed.comments);
  const output = new MagicString(source);
  const { keys, wrapped } = nameStates(parsed.program, text, output);
  const stamps = findComponents(parsed.program).map(({ name, body }) => {
    const found = [...new Set(body && keys.get(body))];
    return `${RUNTIME.stampComponent}(${[name, ...[options.moduleId, name, found].map((part) => JSON.stringify(part))].join(', ')});`;
  });

  const used = [
    ...(wrapped ? (['enterHook', 'leaveHook'] as const) : []),
    ...(stamps.length > 0 ? (['stampComponent'] as const) : []),
  ];
  if (used.length > 0) {
    const names = used.map((name) => `${name} as ${RUNTIME[name]}`).join(', ');
    const imported = `import { ${names} } from ${JSON.stringify(options.namesModule)};`;
    output.append(`${text.endsInLineComment ? '\n' : ''};${stamps.join('')}${imported}`);
  }
  if (!output.hasChanged()) return null;
  return {
    code: output.toString(),
    get map() {
      return output.generateMap({ source: options.file, includeContent: true, hires: 'boundary' });
    },
  };
}

function alreadyNamed(program: Program): boolean {
  const locals = new Set<string>(Object.values(RUNTIME));
  return program.body.some(
    (node) => node.type === 'ImportDeclaration' && node.specifiers.some(({ local }) => locals.has(local.name)),
  );
}

import MagicString, { type SourceMap } from 'magic-string';
import { parseSync } from 'oxc-parser';
import { aliasTarget } from './alias.ts';
import { firstError } from './diagnostics.ts';

/** A module whose imports were renamed. */
export interface RenamedModule {
  readonly code: string;
  /** Maps to what was given; made when first read. */
  readonly map: SourceMap;
}

/**
 * Makes a module import nopal where it imports an aliased package: `import`, `export … from` and `import('literal')`.
 *
 * @param source JavaScript or JSX, already without types
 * @param self the name under which nopal is installed
 * @returns `null` when it imports none of them, or does not parse
 */
export function renameImports(source: string, aliases: readonly string[], self = 'nopal'): RenamedModule | null {
  const { module, errors } = parseSync('module.jsx', source, { lang: 'jsx', sourceType: 'module' });
  if (firstError(errors)) return null;
  const output = new MagicString(source);
  const requests = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest),
    ...module.staticExports.flatMap(({ entries }) => entries.map(({ moduleRequest }) => moduleRequest)),
    ...module.dynamicImports.map(({ moduleRequest }) => moduleRequest),
  ];
  for (const request of requests) {
    const literal = request && /^(["'])([^"'\\]*)\1$/.exec(source.slice(request.start, request.end))?.[2];
    const target = literal === undefined || literal === null ? undefined : aliasTarget(literal, aliases, self);
    // Several names exported from one module share the one specifier: overwriting it again changes nothing.
    if (request && target !== undefined) output.overwrite(request.start, request.end, JSON.stringify(target));
  }
  if (!output.hasChanged()) return null;
  return {
    code: output.toString(),
    get map() {
      return output.generateMap({ hires: 'boundary' });
    },
  };
}

/**
 * The Vite and Vitest plugin.
 *
 * @module
 */
import { fileURLToPath } from 'node:url';
import type { Plugin, UserConfig } from 'vite';
import { configuredAliases } from './register/aliases.ts';
import { moduleId } from './register/module-id.ts';
import { jsxImportSource } from './register/tsconfig.ts';
import { addNames } from './transform/add-names.ts';
import { checkAliases } from './transform/alias.ts';
import { renameImports } from './transform/rename-imports.ts';

/** Options of {@link nopal}. */
export interface NopalPluginOptions {
  /**
   * Packages that nopal stands in for, with their subpaths: `['@other/core']`.
   * @default what `"nopal": { "alias": [...] }` in package.json and `NOPAL_ALIAS` list
   */
  readonly alias?: readonly string[];
}

/**
 * Makes Vite and Vitest read components as `nopal/register` does: states and components get the names that they have
 * in the source, JSX goes to nopal's runtime (unless the configuration or the root's tsconfig.json names another), and
 * aliased packages are nopal.
 *
 * The development server leaves nopal to Node, so that pages that it runs share their hooks with the application's
 * own process.
 *
 * @returns plugins for Vite 8 and Vitest 4
 * @throws NopalError `alias-config` when an alias is not the name of a package
 *
 * @example
 * ```ts
 * // vitest.config.ts
 * import { nopal } from 'nopal/vite';
 * import { defineConfig } from 'vitest/config';
 *
 * export default defineConfig({ plugins: [nopal()] });
 * ```
 */
export function nopal(options: NopalPluginOptions = {}): Plugin[] {
  const given = options.alias && checkAliases(options.alias, '"alias" of the Vite plugin nopal()');
  const self = installedName(import.meta.url);
  let aliases: readonly string[] = [];
  return [
    {
      name: 'nopal:names',
      enforce: 'pre',
      config(config, { command }) {
        const root = config.root ?? process.cwd();
        aliases = given ?? configuredAliases(root, process.env);
        return {
          resolve: { alias: aliases.map((name) => ({ find: wholeName(name), replacement: `${self}$1` })) },
          ...(command === 'serve' && { ssr: { external: [self] } }),
          ...(needsJsx(config) && {
            oxc: { jsx: { runtime: 'automatic', importSource: jsxImportSource(root) ?? self } },
          }),
        };
      },
      transform: {
        filter: { id: { include: /\.(?:tsx?|mts|jsx)(?:\?|$)/, exclude: [/\/node_modules\//, /^\0/] } },
        handler(code, id) {
          const file = id.replace(/\?.*$/s, '');
          return addNames(code, { file, moduleId: moduleId(file), namesModule: `${self}/names` });
        },
      },
    },
    {
      // Vite compiles what it finds by resolve.alias into its own module graph, beside the nopal that Node loads: a
      // second instance of the hooks. So what is imported by a literal name, JSX's runtime included, is renamed.
      name: 'nopal:aliases',
      enforce: 'post',
      transform(code) {
        return aliases.some((name) => code.includes(name)) ? renameImports(code, aliases, self) : null;
      },
    },
  ];
}

/**
 * The name by which the application installed this package, which `npm i @other/core@npm:nopal` makes another one.
 *
 * @param url of this file
 * @internal
 */
export function installedName(url: string): string {
  const path = url.startsWith('file:') ? fileURLToPath(url).replaceAll('\\', '/') : url;
  return /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\/dist\/[^/]+$/.exec(path)?.[1] ?? 'nopal';
}

function wholeName(name: string): RegExp {
  return new RegExp(`^${name.replaceAll('.', String.raw`\.`)}(/.*)?$`);
}

/** What the user's configuration says about JSX stands, since a plugin's would override it. */
function needsJsx({ oxc }: UserConfig): boolean {
  if (oxc === false) return false;
  const jsx = oxc?.jsx;
  return jsx === undefined || (typeof jsx === 'object' && jsx.runtime !== 'classic' && jsx.importSource === undefined);
}

/**
 * The loader: `node --import nopal/register server.tsx` runs TypeScript and JSX without a build, with states and
 * components named as in the source, and stack traces that show source lines.
 *
 * It loads `.ts`, `.tsx`, `.mts` and `.jsx`, finds `./card.ts` for `./card.js` and `./card`, and lets nopal stand in for
 * the packages that `"nopal": { "alias": ["@other/core"] }` in package.json or `NOPAL_ALIAS=@other/core` lists. It
 * does not check types. JSX goes to `nopal/jsx-runtime` unless a tsconfig.json or `@jsxImportSource` says otherwise.
 *
 * @module
 */
import module from 'node:module';
import { configuredAliases } from './register/aliases.ts';
import type { HookData } from './register/hooks.ts';
import type { RegisterHooks } from './register/sync-hooks.ts';

process.setSourceMapsEnabled(true);
const aliases = configuredAliases(process.cwd(), process.env);

if ('registerHooks' in module) {
  const { installSyncHooks } = await import('./register/sync-hooks.ts');
  // Node's documented function, which the types of Node 20 lack.
  installSyncHooks(module.registerHooks as RegisterHooks, aliases);
} else {
  // Built, this file and the hooks end in .js.
  const hooks = new URL(`./register/hooks${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);
  module.register<HookData>(hooks, { data: { aliases } });
}

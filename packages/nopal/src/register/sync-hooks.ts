import type { LoadFnOutput, LoadHookContext, ResolveFnOutput, ResolveHookContext } from 'node:module';
import { loadSource } from './load.ts';
import { redirectAlias, redirectMissing } from './resolve.ts';

/** The part of `module.registerHooks` used here; the types of Node 20, the oldest supported version, do not have it. */
export type RegisterHooks = (hooks: {
  resolve(
    specifier: string,
    context: ResolveHookContext,
    nextResolve: (specifier: string, context?: Partial<ResolveHookContext>) => ResolveFnOutput,
  ): ResolveFnOutput;
  load(
    url: string,
    context: LoadHookContext,
    nextLoad: (url: string, context?: Partial<LoadHookContext>) => LoadFnOutput,
  ): LoadFnOutput;
}) => unknown;

/**
 * Installs the hooks in the application's own thread: Node 22.15 and newer.
 *
 * @param registerHooks Node's function of that name
 * @param aliases packages that nopal stands in for
 */
export function installSyncHooks(registerHooks: RegisterHooks, aliases: readonly string[]): void {
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const alias = redirectAlias(specifier, aliases);
      if (alias) return nextResolve(alias.specifier, { ...context, parentURL: alias.parentURL });
      try {
        return nextResolve(specifier, context);
      } catch (error) {
        const found = redirectMissing(specifier, context.parentURL, error);
        if (!found) throw error;
        return nextResolve(found.specifier, { ...context, parentURL: found.parentURL });
      }
    },
    load: (url, context, nextLoad) => loadSource(url) ?? nextLoad(url, context),
  });
}

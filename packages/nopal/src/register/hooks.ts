/** The loader hooks of Node 20, which run in a thread of their own: `module.register` loads this file there. */
import type { InitializeHook, LoadHook, ResolveHook } from 'node:module';
import { loadSource } from './load.ts';
import { redirectAlias, redirectMissing } from './resolve.ts';

/** What the application's thread hands over. */
export interface HookData {
  /** Packages that nopal stands in for. */
  readonly aliases: readonly string[];
}

let aliases: readonly string[] = [];

export const initialize: InitializeHook<HookData> = (data) => {
  aliases = data.aliases;
};

export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  const alias = redirectAlias(specifier, aliases);
  if (alias) return nextResolve(alias.specifier, { ...context, parentURL: alias.parentURL });
  try {
    return await nextResolve(specifier, context);
  } catch (error) {
    const found = redirectMissing(specifier, context.parentURL, error);
    if (!found) throw error;
    return nextResolve(found.specifier, { ...context, parentURL: found.parentURL });
  }
};

export const load: LoadHook = async (url, context, nextLoad) => loadSource(url) ?? nextLoad(url, context);

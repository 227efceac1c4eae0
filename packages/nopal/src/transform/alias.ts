import { NopalError } from '../protocol/error.ts';

/** A package name as npm allows it: lower-case, with or without a scope, without a subpath. */
const PACKAGE_NAME = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;

/**
 * Checks a list of packages that nopal stands in for.
 *
 * @param value what the configuration holds
 * @param where what to call the configuration in an error
 * @throws NopalError `alias-config` when it is not a list of package names
 */
export function checkAliases(value: unknown, where: string): string[] {
  if (!Array.isArray(value)) throw aliasError(`${where} is ${describe(value)}, not a list of package names.`);
  return value.map((name: unknown) => {
    if (typeof name !== 'string' || !PACKAGE_NAME.test(name)) {
      throw aliasError(`${where} contains ${describe(name)}, which is not the name of a package.`);
    }
    if (name === 'nopal') throw aliasError(`${where} contains "nopal", which would stand in for itself.`);
    return name;
  });
}

/**
 * Says which specifier of nopal an aliased one means: `@other/core/jsx-runtime` → `nopal/jsx-runtime`.
 *
 * @param self the name under which nopal is installed
 * @returns `undefined` for a specifier that is not aliased
 */
export function aliasTarget(specifier: string, aliases: readonly string[], self = 'nopal'): string | undefined {
  const alias = aliases.find(
    (name) => specifier.startsWith(name) && (specifier.length === name.length || specifier[name.length] === '/'),
  );
  return alias === undefined ? undefined : self + specifier.slice(alias.length);
}

function aliasError(problem: string): NopalError {
  return new NopalError('alias-config', problem, 'List bare package names without subpaths, such as ["@other/core"].');
}

function describe(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : (JSON.stringify(value) ?? String(value));
}

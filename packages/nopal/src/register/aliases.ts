import { NopalError } from '../protocol/error.ts';
import { checkAliases } from '../transform/alias.ts';
import { packageScope } from './package-scope.ts';

/**
 * Collects the packages that nopal stands in for: `"nopal": { "alias": ["@other/core"] }` in the nearest package.json,
 * and the environment's `NOPAL_ALIAS=@other/core,@x/y`.
 *
 * @param folder where to look for the package.json
 * @throws NopalError `alias-config` when either is malformed
 */
export function configuredAliases(folder: string, environment: Readonly<Record<string, string | undefined>>): string[] {
  const fromEnvironment = (environment['NOPAL_ALIAS'] ?? '').split(',').map((name) => name.trim());
  return [
    ...packageAliases(folder),
    ...checkAliases(
      fromEnvironment.filter((name) => name !== ''),
      'NOPAL_ALIAS',
    ),
  ];
}

function packageAliases(folder: string): string[] {
  const scope = packageScope(folder);
  const config = scope?.content['nopal'];
  if (scope === undefined || config === undefined) return [];
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    throw new NopalError(
      'alias-config',
      `"nopal" in ${scope.file} is not an object.`,
      'Write "nopal": { "alias": ["@other/core"] }.',
    );
  }
  return 'alias' in config ? checkAliases(config.alias, `"nopal.alias" in ${scope.file}`) : [];
}

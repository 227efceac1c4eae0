import { dirname, relative, sep } from 'node:path';
import { packageScope } from './package-scope.ts';

/**
 * Names a module the same on every machine: its package's name and its path inside the package, with forward slashes.
 * A package.json without a name only describes part of a package and is passed over.
 *
 * @param file absolute path
 * @returns `my-app/src/Card.tsx`; outside any named package the path relative to the working directory
 */
export function moduleId(file: string): string {
  let scope = packageScope(dirname(file));
  while (scope && typeof scope.content['name'] !== 'string') {
    const parent = dirname(scope.folder);
    scope = parent === scope.folder ? undefined : packageScope(parent);
  }
  const path = relative(scope?.folder ?? process.cwd(), file)
    .split(sep)
    .join('/');
  return scope ? `${String(scope.content['name'])}/${path}` : path;
}

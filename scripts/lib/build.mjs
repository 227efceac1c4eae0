import { join } from 'node:path';
import { packageFolder, root } from './paths.mjs';
import { runNode } from './run.mjs';
import { digestOf, hasStamp, writeStamp } from './stamp.mjs';

const inputs = [
  ...['src', 'build.mjs', 'package.json', 'tsconfig.server.json', 'tsconfig.client.json'].map((name) =>
    join(packageFolder, name),
  ),
  join(root, 'tsconfig.base.json'),
  join(root, 'package-lock.json'),
];
const dist = join(packageFolder, 'dist');
// the compiler's own records stand for the modules that it wrote
const outputs = ['.server.tsbuildinfo', '.client.tsbuildinfo', 'index.js', 'browser'].map((name) => join(dist, name));
const stampFile = join(dist, '.built');

/**
 * Builds the package when its dist folder is missing, older than what it is built from, or written to by something
 * else since, as a type check of other sources does.
 * @returns {Promise<boolean>} false when the build failed; it has printed why
 */
export async function ensureBuilt() {
  const source = digestOf(inputs, (path) => !/\.test\.tsx?$/.test(path));
  if (hasStamp(stampFile, `${source} ${digestOf(outputs)}`)) return true;
  console.log('Building nopal …');
  const code = await runNode([join(packageFolder, 'build.mjs')]);
  if (code === 0) writeStamp(stampFile, `${source} ${digestOf(outputs)}`);
  else console.error(`nopal could not be built (build.mjs ended with ${code}, see above).`);
  return code === 0;
}

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../dist/browser', import.meta.url));

/** The path of the script that pages load, as it was built. */
export function clientScript(): string {
  const name = readdirSync(folder).find((file) => /^client-.*\.js$/.test(file));
  if (name === undefined) throw new Error(`${folder} holds no script: npm run build`);
  return join(folder, name);
}

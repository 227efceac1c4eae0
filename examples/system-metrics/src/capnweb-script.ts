import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { App } from 'nopal';

/** How long a browser may use the script without asking whether it changed, in seconds. */
const maxAge = 3600;

/**
 * Serves the official client of Cap'n Web, as its package has it, to browsers: one file without dependencies. The
 * server speaks by the same file.
 *
 * @param path where, such as `/static/capnweb.js`
 */
export async function serveCapnweb(app: App, path: string): Promise<void> {
  const source = await readFile(fileURLToPath(import.meta.resolve('capnweb')), 'utf8');
  // The map is not served, so nobody needs to look for it.
  const script = source.replace(/^\/\/# sourceMappingURL=.*\n?/m, '');
  const etag = `"${createHash('sha256').update(script).digest('base64url').slice(0, 22)}"`;
  const headers = {
    'content-type': 'text/javascript; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'cache-control': `public, max-age=${maxAge}`,
    etag,
  };
  app.http.get(path, (c) =>
    c.req.header('if-none-match')?.includes(etag) === true ? c.body(null, 304, headers) : c.body(script, 200, headers),
  );
}

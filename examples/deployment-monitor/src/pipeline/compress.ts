import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const toBrotli = promisify(brotliCompress);
const toGzip = promisify(gzip);

const compressible = new Set(['.css', '.html', '.js', '.json', '.svg', '.txt']);
/** Smaller files gain nothing: they fit one packet as they are. */
const minBytes = 512;

/**
 * Writes `name.br` and `name.gz` beside each file that gains by it, for a server that sends precompressed files.
 *
 * @param folder searched with all its subfolders.
 * @throws the signal's reason when aborted; files written by then stay.
 */
export async function compressAssets(folder: string, signal: AbortSignal): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    signal.throwIfAborted();
    if (!entry.isFile() || !compressible.has(path.extname(entry.name))) continue;
    await compressFile(path.join(entry.parentPath, entry.name));
  }
}

async function compressFile(file: string): Promise<void> {
  const content = await readFile(file);
  if (content.length < minBytes) return;
  const [brotli, gzipped] = await Promise.all([
    toBrotli(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }),
    toGzip(content, { level: constants.Z_BEST_COMPRESSION }),
  ]);
  await Promise.all([writeFile(`${file}.br`, brotli), writeFile(`${file}.gz`, gzipped)]);
}

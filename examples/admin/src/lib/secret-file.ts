import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * A secret that this machine keeps for itself: made when it is first asked for, readable by its user alone.
 *
 * @returns 64 hexadecimal digits, the same each time.
 */
export async function secretFrom(file: string): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true });
  try {
    // "wx" never overwrites: of two processes that start at once, the second one reads what the first one made.
    await writeFile(file, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return (await readFile(file, 'utf8')).trim();
}

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A temporary folder. */
export interface TemporaryFolder {
  /** Its real path. */
  readonly folder: string;
  remove(): void;
}

/**
 * Creates a temporary folder.
 *
 * @param files path in it → content
 */
export function createFolder(files: Readonly<Record<string, string>>): TemporaryFolder {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'nopal-test-')));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

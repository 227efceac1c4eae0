import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

/** How many builds and published sites are kept, the newest ones. */
export const kept = { builds: 3, sites: 5 } as const;

/** The folders that deployments work in and publish to. Bounded: see {@link Workspace.open}. */
export class Workspace {
  readonly #root: string;

  /** @param root made when needed; nothing else may keep files there. */
  constructor(root: string) {
    this.#root = root;
  }

  /** Published sites, one folder each. This is what the app serves. */
  get sitesDir(): string {
    return path.join(this.#root, 'sites');
  }

  /** npm's cache, so that a build leaves nothing in the home folder. */
  get cacheDir(): string {
    return path.join(this.#root, 'npm-cache');
  }

  /** Where deployment `id` is built. */
  buildDir(id: string): string {
    return path.join(this.#buildsDir, id);
  }

  /** Where deployment `id` is served from. */
  siteDir(id: string): string {
    return path.join(this.sitesDir, id);
  }

  get #buildsDir(): string {
    return path.join(this.#root, 'builds');
  }

  /** Makes the folders and room for one more build and site in them: the oldest go. */
  async open(): Promise<void> {
    await removeOldest(this.#buildsDir, kept.builds - 1);
    await removeOldest(this.sitesDir, kept.sites - 1);
  }

  /** Serves what was built in `folder` as site `id`, all of it or nothing: one rename within the workspace. */
  async publish(id: string, folder: string): Promise<void> {
    await rename(folder, this.siteDir(id));
  }
}

async function removeOldest(parent: string, keep: number): Promise<void> {
  await mkdir(parent, { recursive: true });
  const names = await readdir(parent);
  const entries = await Promise.all(
    names.map(async (name) => {
      const folder = path.join(parent, name);
      return { folder, changed: (await stat(folder)).mtimeMs };
    }),
  );
  entries.sort((a, b) => b.changed - a.changed);
  await Promise.all(entries.slice(keep).map(({ folder }) => rm(folder, { recursive: true, force: true })));
}

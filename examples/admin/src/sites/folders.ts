import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/** Where sites are built and where their versions are. */
export class SiteFolders {
  readonly #root: string;

  /** @param root made when needed; nothing else may keep files there. */
  constructor(root: string) {
    this.#root = root;
  }

  /** A folder for each site, in which there is one for each version. */
  get versions(): string {
    return path.join(this.#root, 'versions');
  }

  /** An empty folder to build in. */
  async makeBuild(version: string): Promise<string> {
    const folder = path.join(this.#root, 'builds', version);
    await mkdir(folder, { recursive: true });
    return folder;
  }

  /** Keeps what was built as a version, all of it or nothing; it is not served by that. */
  async keep(site: string, version: string, built: string): Promise<void> {
    const folder = path.join(this.versions, site);
    await mkdir(folder, { recursive: true });
    await rename(built, path.join(folder, version));
  }

  /** Removes the other versions of a site. */
  async keepOnly(site: string, versions: readonly string[]): Promise<void> {
    const folder = path.join(this.versions, site);
    await mkdir(folder, { recursive: true });
    const gone = (await readdir(folder)).filter((name) => !versions.includes(name));
    await Promise.all(gone.map((name) => rm(path.join(folder, name), { recursive: true, force: true })));
  }

  /** Makes the folder that is served. */
  async open(): Promise<void> {
    await mkdir(this.versions, { recursive: true });
  }

  /** Removes what was built in, also what a crash left behind. */
  async clearBuilds(): Promise<void> {
    await rm(path.join(this.#root, 'builds'), { recursive: true, force: true });
  }
}

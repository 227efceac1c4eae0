import { fileURLToPath } from 'node:url';

/** A site that is built from a folder here and served below `/sites/<name>/`. */
export interface Site {
  /** A part of addresses: lower-case letters. */
  name: string;
  title: string;
  /** Folder of its source. */
  source: string;
}

export const sites: readonly Site[] = [
  { name: 'bakery', title: 'Crumb & Crust' },
  { name: 'library', title: 'Riverside Library' },
  { name: 'observatory', title: 'Hilltop Observatory' },
].map((site) => ({ ...site, source: fileURLToPath(new URL(`../../sites/${site.name}/`, import.meta.url)) }));

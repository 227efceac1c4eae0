import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { DASHBOARD } from './dashboard.ts';
import type { DeploymentStatus } from './states.ts';

/** Renders the example's page in a state, by another library. */
export type PeerRender = (status: DeploymentStatus) => string;

/**
 * Compiles the example's unchanged TSX for another library: its JSX runtime, and its `useState` where the page imports
 * nopal's.
 */
export async function loadPeer(name: 'preact' | 'react'): Promise<PeerRender> {
  const input = fileURLToPath(new URL(`peers/${name}.mjs`, import.meta.url));
  const file = fileURLToPath(new URL(`../.cache/${name}.mjs`, import.meta.url));
  const build = await rolldown({
    input,
    platform: 'node',
    tsconfig: false,
    resolve: { alias: { nopal: input, dashboard: fileURLToPath(DASHBOARD) } },
    external: /^(?:preact|react)/,
    transform: { jsx: { runtime: 'automatic', importSource: name, development: false } },
  });
  await build.write({ file, format: 'esm' });
  await build.close();
  const module = (await import(pathToFileURL(file).href)) as { readonly render: PeerRender };
  return module.render;
}

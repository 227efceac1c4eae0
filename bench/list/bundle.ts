import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

/** The libraries beside which the list is measured. */
export const PEERS = ['preact', 'react'] as const;

/** The name of such a library. */
export type Peer = (typeof PEERS)[number];

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Bundles a peer's page as it would be deployed: the library's production build, minified, in one script. */
export async function bundlePeer(peer: Peer): Promise<string> {
  const input = path(`peers/${peer}.mjs`);
  const build = await rolldown({
    input,
    platform: 'browser',
    tsconfig: false,
    resolve: { alias: { nopal: input, tables: path('tables.tsx'), changes: path('changes.ts') } },
    transform: {
      jsx: { runtime: 'automatic', importSource: peer, development: false },
      define: { 'process.env.NODE_ENV': '"production"' },
    },
  });
  try {
    const { output } = await build.generate({ format: 'esm', minify: true, codeSplitting: false });
    return output[0].code;
  } finally {
    await build.close();
  }
}

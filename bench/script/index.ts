import { readdirSync, readFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { atMost, type Figure, type Part } from '../lib/part.ts';

const FOLDER = new URL('../../packages/nopal/dist/browser/', import.meta.url);
/** Of others, by their published packages, brotli, in KB. */
const PUBLISHED: readonly (readonly [string, number])[] = [
  ['Phoenix LiveView', 39.6],
  ['SignalR', 12.7],
  ['socket.io-client', 11.9],
];

/** What every visitor loads. */
const script: Part = () => {
  const name = readdirSync(FOLDER).find((file) => /^client-.*\.js$/.test(file)) ?? '';
  const bytes = readFileSync(new URL(name, FOLDER));
  const brotli = brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY },
  }).length;
  const own: readonly Figure[] = [
    { name: 'nopal, brotli', unit: 'B', value: brotli, aim: atMost(brotli, 4096, 'B') },
    { name: 'nopal, gzip', unit: 'B', value: gzipSync(bytes, { level: 9 }).length },
    { name: 'nopal, raw', unit: 'B', value: bytes.length },
  ];
  const others = PUBLISHED.map(([name, kilobytes]) => ({
    name: `${name}, brotli`,
    unit: 'KB',
    value: kilobytes,
    note: 'published figure',
  }));
  return Promise.resolve([{ title: 'Client script', figures: [...own, ...others] }]);
};
export default script;

import { existsSync, readFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';
import { expect, test } from 'vitest';
import { clientScript } from './support/client-script.ts';

const limit = 4_096;
const script = clientScript();

test(`the script that browsers load is at most ${limit} bytes of brotli`, () => {
  expect(existsSync(script), `${script} is missing: npm run build`).toBe(true);
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  const size = brotliCompressSync(readFileSync(script), quality).length;
  expect(size, `the script is ${size} bytes of brotli, ${size - limit} too many`).toBeLessThanOrEqual(limit);
});

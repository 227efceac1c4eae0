import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { expect, test } from 'vitest';
import { clientScript } from './support/client-script.ts';

const limit = 4_096;
const script = clientScript();

/** The size of a script, in bytes of brotli. */
function sizeOf(file: string): number {
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  return brotliCompressSync(readFileSync(file), quality).length;
}

test(`the script that browsers load is at most ${limit} bytes of brotli`, () => {
  expect(existsSync(script), `${script} is missing: npm run build`).toBe(true);
  const size = sizeOf(script);
  expect(size, `the script is ${size} bytes of brotli, ${size - limit} too many`).toBeLessThanOrEqual(limit);
});

// So that they do not grow unseen; a page loads them only when it needs them.
test.each([
  ['events', 4_608],
  ['navigation', 2_560],
  ['spare', 1_536],
])('the part %s is at most %i bytes of brotli, and loads nothing first', (part, most) => {
  const folder = dirname(script);
  const file = join(
    folder,
    readdirSync(folder).find((name) => name.startsWith(`${part}-`) && name.endsWith('.js')) ?? '',
  );
  expect(sizeOf(file)).toBeLessThanOrEqual(most);
  expect(readFileSync(file, 'utf8')).not.toMatch(/\bimport\b/);
});

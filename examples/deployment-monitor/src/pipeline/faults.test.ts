import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { breakSource, faults } from './faults.ts';

const sampleSite = fileURLToPath(new URL('../../sample-site/', import.meta.url));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'faults-'));
  await cp(sampleSite, folder, { recursive: true });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test.each(faults.map((fault, index) => ({ index, ...fault })))(
  'fault $index fits the sample site and changes nothing else',
  async ({ index, file, text, mistake }) => {
    await breakSource(folder, () => (index + 0.5) / faults.length);
    const original = await readFile(path.join(sampleSite, file), 'utf8');
    expect(await readFile(path.join(folder, file), 'utf8')).toBe(original.replace(text, mistake));
  },
);

test('a site that a fault does not fit is refused, with the repair', async () => {
  await writeFile(path.join(folder, faults[0]?.file ?? ''), '');
  await expect(breakSource(folder, () => 0)).rejects.toThrow('adapt the list in faults.ts');
});

import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compressAssets } from './compress.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'compress-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const live = new AbortController().signal;

test('text files get a smaller brotli and gzip sibling with the same content, in subfolders too', async () => {
  const text = 'body { color: green }\n'.repeat(100);
  await mkdir(path.join(folder, 'assets'));
  await writeFile(path.join(folder, 'assets', 'a.css'), text);
  await compressAssets(folder, live);
  const brotli = await readFile(path.join(folder, 'assets', 'a.css.br'));
  const gzipped = await readFile(path.join(folder, 'assets', 'a.css.gz'));
  expect(brotliDecompressSync(brotli).toString()).toBe(text);
  expect(gunzipSync(gzipped).toString()).toBe(text);
  expect(Math.max(brotli.length, gzipped.length)).toBeLessThan(text.length);
});

test('images and tiny files stay alone', async () => {
  await writeFile(path.join(folder, 'photo.jpg'), 'x'.repeat(2000));
  await writeFile(path.join(folder, 'tiny.js'), 'let a;');
  await compressAssets(folder, live);
  expect((await readdir(folder)).toSorted()).toEqual(['photo.jpg', 'tiny.js']);
});

test('an abort stops it', async () => {
  await writeFile(path.join(folder, 'a.css'), 'x'.repeat(2000));
  const reason = new Error('stopped');
  await expect(compressAssets(folder, AbortSignal.abort(reason))).rejects.toBe(reason);
  expect(await readdir(folder)).toEqual(['a.css']);
});

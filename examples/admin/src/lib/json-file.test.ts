import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { BadFile, JsonFile } from './json-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'json-file-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const schema = z.object({ count: z.number() });
const open = () => new JsonFile(path.join(folder, 'deep', 'count.json'), schema);

test('what was written is read by the next process', async () => {
  expect(await open().read()).toBeUndefined();
  await open().write({ count: 3 });
  expect(await open().read()).toEqual({ count: 3 });
});

test('of many writes at once the last one stays, and nothing is left beside the file', async () => {
  const file = open();
  await Promise.all(Array.from({ length: 50 }, (_, count) => file.write({ count })));
  expect(await file.read()).toEqual({ count: 49 });
  expect(await readdir(path.join(folder, 'deep'))).toEqual(['count.json']);
});

test.each(['{"count":"3"}', '{"count":', ''])('%j is refused with the file named, and left as it is', async (text) => {
  await open().write({ count: 1 });
  await writeFile(path.join(folder, 'deep', 'count.json'), text);
  await expect(open().read()).rejects.toThrow(BadFile);
  await expect(open().read()).rejects.toThrow('count.json');
  expect(await readFile(path.join(folder, 'deep', 'count.json'), 'utf8')).toBe(text);
});

test('a write that fails is told, and the next one is tried', async () => {
  const blocked = path.join(folder, 'blocked');
  await writeFile(blocked, '');
  const file = new JsonFile(path.join(blocked, 'count.json'), schema);
  await expect(file.write({ count: 1 })).rejects.toThrow();
  await rm(blocked);
  await file.write({ count: 2 });
  expect(await file.read()).toEqual({ count: 2 });
});

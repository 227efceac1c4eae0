import { relative, sep } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createFolder } from '../../test/register/folder.ts';
import { moduleId } from './module-id.ts';

const { folder, remove } = createFolder({
  'app/package.json': JSON.stringify({ name: '@me/app' }),
  'app/src/esm/package.json': JSON.stringify({ type: 'module' }),
});
afterAll(remove);

test('a module is its package’s name and its path in it', () => {
  expect(moduleId(`${folder}/app/src/Card.tsx`)).toBe('@me/app/src/Card.tsx');
});

test('a package.json without name does not count', () => {
  expect(moduleId(`${folder}/app/src/esm/Card.tsx`)).toBe('@me/app/src/esm/Card.tsx');
});

test('outside any package the path is relative to the working directory', () => {
  expect(moduleId(`${folder}/Card.tsx`)).toBe(relative(process.cwd(), `${folder}/Card.tsx`).split(sep).join('/'));
});

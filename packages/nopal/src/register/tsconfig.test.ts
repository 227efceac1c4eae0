import { afterAll, expect, test } from 'vitest';
import { createFolder } from '../../test/register/folder.ts';
import { jsxImportSource } from './tsconfig.ts';

const { folder, remove } = createFolder({
  'plain/tsconfig.json': '{ "compilerOptions": { "jsxImportSource": "plain" } }',
  'plain/empty/tsconfig.json': '',
  'plain/near/tsconfig.json': '\uFEFF{ "compilerOptions": { "jsxImportSource": "near" } }',
  'tsc/tsconfig.json': `{
    // "jsxImportSource": "line",
    "include": ["src/**/*.ts", "//not a comment", "a,]", ],
    "compilerOptions": { /* "jsxImportSource": "block" */ "jsxImportSource": "tsc", },
  }`,
  'extends/tsconfig.json': '{ "extends": ["./first.json", "./second"] }',
  'extends/first.json': '{ "compilerOptions": { "jsxImportSource": "first" } }',
  'extends/second.json': '{ "extends": "../base.json" }',
  'base.json': '{ "compilerOptions": { "jsxImportSource": "base" } }',
  'circle/tsconfig.json': '{ "extends": "./tsconfig.json" }',
  'package/tsconfig.json': '{ "extends": "@tsconfig/node20/tsconfig.json" }',
  'broken/tsconfig.json': '{ "compilerOptions": ',
});
afterAll(remove);

test.each([
  ['plain', 'plain'],
  ['plain/deep/er', 'plain'],
  ['plain/near/deep', 'near'],
  ['plain/empty', undefined],
  ['tsc', 'tsc'],
  ['extends', 'base'],
  ['circle', undefined],
  ['package', undefined],
  ['none', undefined],
])('of %s: %s', (path, source) => {
  expect(jsxImportSource(`${folder}/${path}`)).toBe(source);
});

test('a broken configuration is named', () => {
  expect(() => jsxImportSource(`${folder}/broken`)).toThrow(/broken.tsconfig\.json does not parse/);
});

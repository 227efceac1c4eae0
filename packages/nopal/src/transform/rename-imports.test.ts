import { expect, test } from 'vitest';
import { renameImports } from './rename-imports.ts';

test.each([
  [`import { a } from '@other/core';`, `import { a } from "nopal";`],
  [`/* 😀𝒳 */ import "@other/core/names"; import b from 'b'`, `/* 😀𝒳 */ import "nopal/names"; import b from 'b'`],
  [
    `export { a, b as c } from '@other/core'; export * from '@other/core/x'`,
    `export { a, b as c } from "nopal"; export * from "nopal/x"`,
  ],
  [`const a = '😀', b = await import('@other/core')`, `const a = '😀', b = await import("nopal")`],
])('%s', (source, expected) => {
  expect(renameImports(source, ['@other/core'])?.code).toBe(expected);
});

test.each([
  `import { a } from '@other/core-extra'; const text = "from '@other/core'"; export const b = 1; export { text }`,
  'await import(`@other/core`); await import(name)',
  `import { from '@other/core'`,
])('left as it is: %s', (source) => {
  expect(renameImports(source, ['@other/core'])).toBeNull();
});

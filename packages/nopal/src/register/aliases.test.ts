import { afterAll, expect, test } from 'vitest';
import { createFolder } from '../../test/register/folder.ts';
import { configuredAliases } from './aliases.ts';

const { folder, remove } = createFolder({
  'package.json': JSON.stringify({ nopal: { alias: ['@other/core'] } }),
  'without/package.json': JSON.stringify({ name: 'without', nopal: {} }),
  'string/package.json': JSON.stringify({ nopal: '@other/core' }),
  'broken/package.json': '{',
  'wrong/package.json': JSON.stringify({ nopal: { alias: '@other/core' } }),
});
afterAll(remove);

test('the nearest package.json and the environment both count', () => {
  expect(configuredAliases(`${folder}/deep/er`, { NOPAL_ALIAS: '' })).toEqual(['@other/core']);
  expect(configuredAliases(folder, { NOPAL_ALIAS: 'x, @y/z,' })).toEqual(['@other/core', 'x', '@y/z']);
  expect(configuredAliases(`${folder}/without`, {})).toEqual([]);
});

test('an error names the file or variable that is wrong', () => {
  expect(() => configuredAliases(`${folder}/string`, {})).toThrow(
    /"nopal" in .*string.package\.json is not an object.*\[alias-config\]/,
  );
  expect(() => configuredAliases(`${folder}/wrong`, {})).toThrow(
    /"nopal\.alias" in .*wrong.package\.json is "@other\/core", not a list/,
  );
  expect(() => configuredAliases(`${folder}/without`, { NOPAL_ALIAS: 'a/b' })).toThrow(/NOPAL_ALIAS contains "a\/b"/);
  expect(() => configuredAliases(`${folder}/broken`, {})).toThrow(/broken.package\.json is not valid JSON/);
});

import { expect, test } from 'vitest';
import { aliasTarget, checkAliases } from './alias.ts';

test.each([
  ['@other/core', 'nopal'],
  ['@other/core/jsx-runtime', 'nopal/jsx-runtime'],
  ['other', 'nopal'],
  ['@other/core-extra', undefined],
  ['@other', undefined],
  ['others/x', undefined],
  ['./other', undefined],
])('%s → %s', (specifier, target) => {
  expect(aliasTarget(specifier, ['@other/core', 'other'])).toBe(target);
});

test.each([[['@other/core', 'other', 'a.b', 'a_b', '~c']], [[]]])('%j are package names', (names) => {
  expect(checkAliases(names, 'the test')).toEqual(names);
});

test.each([
  ['@other/core', 'is "@other/core", not a list'],
  [null, 'is null, not a list'],
  [undefined, 'is undefined, not a list'],
  [{ '@other/core': 'nopal' }, 'is {"@other/core":"nopal"}, not a list'],
  [[1], 'contains 1, which'],
  [['@other/core/jsx-runtime'], 'contains "@other/core/jsx-runtime", which'],
  [['../core'], 'contains "../core", which'],
  [['@other'], 'contains "@other", which'],
  [['Other'], 'contains "Other", which'],
  [[''], 'contains "", which'],
  [['nopal'], 'contains "nopal", which would stand in for itself'],
])('%j is refused', (value, problem) => {
  expect(() => checkAliases(value, 'The list')).toThrow(
    expect.objectContaining({
      code: 'alias-config',
      message: expect.stringContaining(`The list ${problem}`) as string,
    }),
  );
});

import { expect, test } from 'vitest';
import { Sealer } from './sealed.ts';

test('what was sealed comes out as it went in, on every node with the same secret', () => {
  const value = ['id', { when: new Date(5), big: 2n ** 70n, text: 'é', none: null, list: [1.5, true] }];
  const token = new Sealer('a secret of some length').seal(value);
  expect(new Sealer('a secret of some length').open(token)).toEqual(value);
});

test('a token that was changed in any place, cut or made up is none of ours', () => {
  const sealer = new Sealer(undefined);
  const bytes = Buffer.from(sealer.seal({ id: 1 }), 'base64url');
  for (let i = 0; i < bytes.length; i++) {
    const changed = Buffer.from(bytes);
    changed[i] = (changed[i] as number) ^ 1;
    expect(sealer.open(changed.toString('base64url'))).toBeUndefined();
    expect(sealer.open(bytes.subarray(0, i).toString('base64url'))).toBeUndefined();
  }
  expect(sealer.open('')).toBeUndefined();
  expect(sealer.open('not a token at all, but long enough to be taken for one')).toBeUndefined();
  expect(new Sealer(undefined).open(bytes.toString('base64url'))).toBeUndefined();
});

test('a short secret is refused', () => {
  expect(() => new Sealer('short')).toThrow(/16 are the least.*\[secret\]/);
});

import { expect, test } from 'vitest';
import { isSigned, sign } from './signature.ts';

const body = Buffer.from('Hello, World!');
const secret = "It's a Secret to Everybody";

test('the example of GitHub’s documentation has the signature that is printed there', () => {
  expect(sign(secret, body)).toBe('sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17');
  expect(isSigned(secret, body, sign(secret, body))).toBe(true);
});

test.each([
  ['another secret', sign('guess', body)],
  ['another body', sign(secret, Buffer.from('Hello, World?'))],
  ['the algorithm left out', sign(secret, body).slice('sha256='.length)],
  ['cut off', sign(secret, body).slice(0, -1)],
  ['empty', ''],
  ['no header', undefined],
])('%s is refused', (_, signature) => {
  expect(isSigned(secret, body, signature)).toBe(false);
});

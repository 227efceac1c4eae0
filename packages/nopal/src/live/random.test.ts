import { expect, test } from 'vitest';
import { newSecret, newViewerId } from './random.ts';

// More than one filling of the pool holds, so that its seam is looked at too.
const MANY = 3000;

test('secrets are 128 random bits each: none comes twice, and none shares its beginning or end with another', () => {
  const secrets = Array.from({ length: MANY }, newSecret);
  for (const secret of secrets) expect(secret).toMatch(/^[\w-]{22}$/);
  expect(new Set(secrets).size).toBe(MANY);
  for (const part of [(text: string) => text.slice(0, 11), (text: string) => text.slice(11)])
    expect(new Set(secrets.map(part)).size).toBe(MANY);
  // Every character but the last, which holds two bits, takes all 64 values about equally often.
  const counts = new Map<string, number>();
  for (const secret of secrets)
    for (const character of secret.slice(0, -1)) counts.set(character, (counts.get(character) ?? 0) + 1);
  expect(counts.size).toBe(64);
  const expected = (MANY * 21) / 64;
  for (const count of counts.values()) expect(Math.abs(count - expected)).toBeLessThan(expected * 0.3);
});

test("viewers' ids are random, made of the characters that component ids are read by", () => {
  const ids = Array.from({ length: MANY }, newViewerId);
  expect(new Set(ids).size).toBe(MANY);
  for (const id of ids) expect(id).toMatch(/^[0-9a-z]{12}$/);
});

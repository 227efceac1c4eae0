import { expect, test } from 'vitest';
import { isOriginAllowed } from './origin.ts';

const allowed = (origin: string | undefined, host: string | undefined, origins: string[] = [], requireOrigin = false) =>
  // Only its headers are looked at.
  isOriginAllowed({ headers: { origin, host } }, { origins, requireOrigin });

test.each([
  ['http://app.example.com', 'app.example.com'],
  ['https://app.example.com', 'app.example.com'],
  ['http://localhost:3000', 'localhost:3000'],
  ['http://app.example.com', 'App.Example.com'],
  ['http://[::1]:3000', '[::1]:3000'],
])('%s is the own origin of %s', (origin, host) => {
  expect(allowed(origin, host)).toBe(true);
});

test.each([
  ['http://evil.example', 'app.example.com'],
  ['http://app.example.com.evil.example', 'app.example.com'],
  ['http://app.example.com:81', 'app.example.com'],
  ['http://localhost:3001', 'localhost:3000'],
  ['http://app.example.com@evil.example', 'app.example.com'],
  ['null', 'app.example.com'],
  ['null', 'null'],
  ['', ''],
  ['nonsense', 'nonsense'],
  ['http://app.example.com', undefined],
])('%s is not an origin for %s', (origin, host) => {
  expect(allowed(origin, host)).toBe(false);
});

test('listed origins are allowed, exactly as listed', () => {
  expect(allowed('https://app.example.com', 'internal:3000', ['https://app.example.com'])).toBe(true);
  expect(allowed('http://app.example.com', 'internal:3000', ['https://app.example.com'])).toBe(false);
});

test('clients without an origin are let in unless one is required', () => {
  expect(allowed(undefined, 'app')).toBe(true);
  expect(allowed(undefined, 'app', [], true)).toBe(false);
});

import { afterEach, expect, test, vi } from 'vitest';
import { withinSession } from './session-scope.ts';
import { onStrayRejection } from './strays.ts';

afterEach(() => void vi.restoreAllMocks());

const listeners = (count: number): void => void vi.spyOn(process, 'listenerCount').mockReturnValue(count);

test('what is rejected within a session is told to it, and nothing else happens', () => {
  listeners(1);
  const told: unknown[] = [];
  const scope = { onEnd: () => () => undefined, stray: (error: unknown) => void told.push(error) };
  const problem = new Error('no');
  withinSession(scope, () => onStrayRejection(problem));
  expect(told).toEqual([problem]);
});

test('what is rejected elsewhere ends the process as ever, unless somebody else deals with it', () => {
  const problem = new Error('no');
  listeners(2);
  expect(() => onStrayRejection(problem)).not.toThrow();
  listeners(1);
  expect(() => onStrayRejection(problem)).toThrow(problem);
  expect(() => onStrayRejection('no')).toThrow(/Unhandled rejection: no/);
});

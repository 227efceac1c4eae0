import { expect, test } from 'vitest';
import { presenceOf } from './presence.ts';

const mark = (id: string, visitorId: string) => ({
  id,
  type: 'VisitorMark',
  getState: <T>(key: unknown) => (key === 'visitorId' ? (visitorId as T) : undefined),
});

test('a visitor with two tabs is one active user, and a lost connection is none', () => {
  const marks = [mark('1', 'ann'), mark('2', 'ann'), mark('3', 'ben'), mark('4', 'cat')];
  const presence = presenceOf({
    getComponentsOfType: () => marks,
    isComponentConnected: (id) => id !== '4',
  });
  expect(presence).toEqual({ activeUsers: 2, openPages: 3 });
});

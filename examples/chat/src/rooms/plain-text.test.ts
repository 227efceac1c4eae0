import { expect, test } from 'vitest';
import { chatMessage } from './message.ts';
import { joinedLine, leftLine, messageLine, plainName, welcomeLine } from './plain-text.ts';

test('the lines are those that are promised', () => {
  expect([
    welcomeLine(plainName(50123), 3),
    joinedLine('User50123'),
    messageLine(chatMessage('User50123', 'hi')),
    leftLine('User50123'),
  ]).toEqual([
    'Welcome! You are User50123. There are 3 users online.',
    'User50123 has joined the chat',
    'User50123 says: hi',
    'User50123 has left the chat',
  ]);
});

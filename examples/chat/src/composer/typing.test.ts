import { expect, test } from 'vitest';
import { typingText } from './typing.ts';

test.each([
  [[], ''],
  [['Ann'], 'Ann is typing…'],
  [['Ann', 'Bob'], 'Ann and Bob are typing…'],
  [['Ann', 'Bob', 'Cid'], 'Several people are typing…'],
])('%j', (names, text) => {
  expect(typingText(names)).toBe(text);
});

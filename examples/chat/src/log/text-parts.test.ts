import { expect, test } from 'vitest';
import { partsOf } from './text-parts.ts';

test.each([
  ['hi', [['text', 'hi']]],
  [
    'see https://example.com/a?b=c#d.',
    [
      ['text', 'see '],
      ['link', 'https://example.com/a?b=c#d'],
      ['text', '.'],
    ],
  ],
  [
    '@Ann (http://x.org)',
    [
      ['mention', '@Ann'],
      ['text', ' ('],
      ['link', 'http://x.org'],
      ['text', ')'],
    ],
  ],
  ['javascript:alert(1) ann@example.com', [['text', 'javascript:alert(1) ann@example.com']]],
  ['https://<script>', [['text', 'https://<script>']]],
])('%s', (text, parts) => {
  expect(partsOf(text).map((part) => [part.kind, part.text])).toEqual(parts);
});

test('nothing of a text is lost, however long and strange', () => {
  const text = `${'@a'.repeat(400)} ${'https://'.repeat(100)} ${'@-'.repeat(100)}`;
  expect(
    partsOf(text)
      .map((part) => part.text)
      .join(''),
  ).toBe(text);
});

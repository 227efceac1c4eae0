import { describe, expect, test } from 'vitest';
import { chatMessage, maxMentions, maxText, mentionsIn, messageSchema, textSchema } from './message.ts';

describe('mentions', () => {
  test.each([
    ['hi @Ann', ['Ann']],
    ['@Ann, @bob! (@Zoë)', ['Ann', 'bob', 'Zoë']],
    ['@Ann and @Ann', ['Ann']],
    ['@jean-luc-. @a_b_', ['jean-luc', 'a_b']],
    ['@नमस्ते', ['नमस्ते']],
    ['nobody', []],
    ['ann@example.com', []],
    ['@', []],
    ['@@Ann', []],
    ['@-Ann', []],
    [`@${'a'.repeat(25)}`, []],
    [`@${'a'.repeat(24)}`, ['a'.repeat(24)]],
  ])('in %s', (text, names) => {
    expect(mentionsIn(text)).toEqual(names);
  });

  test('are not more than a message may have', () => {
    const text = Array.from({ length: 100 }, (_, i) => `@n${i}`).join(' ');
    expect(mentionsIn(text)).toHaveLength(maxMentions);
    expect(messageSchema.safeParse(chatMessage('Ann', text)).success).toBe(true);
  });

  test('are found in a long text without a name quickly', () => {
    expect(mentionsIn(`@${'-'.repeat(maxText)}`)).toEqual([]);
    expect(mentionsIn(`@${'a-'.repeat(maxText / 2)}`)).toEqual([]);
  });
});

describe('a text', () => {
  test('is taken without the white space around it', () => {
    expect(textSchema.parse('  hi\nthere \n')).toBe('hi\nthere');
    expect(textSchema.parse(` ${'x'.repeat(maxText)} `)).toHaveLength(maxText);
  });

  test.each([
    ['nothing', ''],
    ['white space', ' \n\t'],
    ['more than may be', 'x'.repeat(maxText + 1)],
    ['a number', 7],
  ])('of %s is refused', (_, text) => {
    expect(textSchema.safeParse(text).success).toBe(false);
  });
});

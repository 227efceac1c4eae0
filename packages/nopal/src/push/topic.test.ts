import { expect, test } from 'vitest';
import { createTopic, createTopicGroup, type TopicOptions } from './topic.ts';

test('a topic has sensible bounds by itself, and lets nobody in from outside', () => {
  expect(createTopic('room:lobby').definition).toMatchObject({
    history: { count: 100, bytes: 256 * 1024, ageMs: 86_400_000 },
    maxMessageBytes: 16 * 1024,
    slow: 'resume',
    access: { subscribe: false, publish: false, presence: false },
  });
});

test('all topics of a group have the same definition', () => {
  const room = createTopicGroup('room:', { history: { count: 5 } });
  expect(room('a').name).toBe('room:a');
  expect(room('a').definition).toBe(room('b').definition);
  expect(room('a').definition.history).toMatchObject({ count: 5, bytes: 256 * 1024 });
});

test.each(['', 'a b', 'a\n', 'a\u0000', 'x'.repeat(201), '\u200b'])('%j is no name of a topic', (name) => {
  expect(() => createTopic(name)).toThrow('[topic-name]');
});

test.each(['room:lobby', 'raum/büro', '🍵', 'x'.repeat(200)])('%j is one', (name) => {
  expect(createTopic(name).name).toBe(name);
});

test('a name that is made of what somebody typed is checked when it is made', () => {
  expect(() => createTopicGroup('room:')('a b')).toThrow('[topic-name]');
});

const wrong: [TopicOptions<unknown>, string][] = [
  [{ history: { count: -1 } }, 'history.count'],
  [{ history: { count: 1.5 } }, 'history.count'],
  [{ history: { bytes: NaN } }, 'history.bytes'],
  [{ history: { ageMs: 0 } }, 'history.ageMs'],
  [{ maxMessageBytes: 0 }, 'maxMessageBytes'],
  [{ slow: 'never' as 'latest' }, 'slow'],
  [{ maxBehind: 0 }, 'maxBehind'],
  [{ rate: { perSecond: 0, burst: 1 } }, 'rate.perSecond'],
  [{ rate: { perSecond: 1, burst: 0 } }, 'rate.burst'],
  [{ presenceGraceMs: -1 }, 'presenceGraceMs'],
  [{ rememberedIds: '5' as unknown as number }, 'rememberedIds'],
];

test.each(wrong)('%o is refused, naming the option and what it may be', (options, option) => {
  expect(() => createTopic('a', options)).toThrow(`The option ${option} of a is`);
  expect(() => createTopic('a', options)).toThrow('[topic-options]');
});

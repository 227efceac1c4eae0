import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeTopicServerMessage, writeMessages, type TopicServerWords } from './topic-answers.ts';
import { Malformed } from './topic-checks.ts';
import { DEFAULT_TOPIC_LIMITS } from './topic-limits.ts';
import { decodeTopicClientMessage, type TopicClientWords } from './topic-messages.ts';

const decode = (text: string): unknown => decodeTopicClientMessage(text, DEFAULT_TOPIC_LIMITS);

const number = fc.nat();
const offset = fc.maxSafeNat();
const topic = fc.string({ maxLength: 200 });
const id = fc.string({ maxLength: 100 });
const json = fc.jsonValue();
const position = fc.record({ epoch: id, offset });

const clientWords: fc.Arbitrary<TopicClientWords> = fc.oneof(
  fc.tuple(fc.constant('hello' as const), number, fc.stringMatching(/^[\w-]{22,64}$/)),
  fc.tuple(
    fc.constant('subscribe' as const),
    number,
    topic,
    fc.oneof(fc.constant('now' as const), position, fc.record({ last: offset })),
  ),
  fc.tuple(fc.constant('taken' as const), topic, offset),
  fc.tuple(fc.constant('publish' as const), number, topic, json, id),
  fc.tuple(
    fc.constant('history' as const),
    number,
    topic,
    fc.oneof(
      fc.record({ last: offset }),
      fc.record({ before: offset, count: offset }),
      fc.record({ after: offset, count: offset }),
    ),
  ),
  fc.tuple(fc.constantFrom('join' as const, 'update' as const), number, topic, json),
  fc.tuple(fc.constantFrom('unsubscribe' as const, 'leave' as const, 'unwatch' as const), topic),
  fc.tuple(fc.constant('watch' as const), number, topic),
  fc.constant(['beat'] as const),
);

const gapReason = fc.constantFrom('evicted', 'epoch', 'ahead', 'skipped');
const serverWords: fc.Arbitrary<TopicServerWords> = fc.oneof(
  fc.tuple(fc.constant('subscribed' as const), number, id, offset),
  fc.tuple(fc.constant('subscribed' as const), number, id, offset, gapReason, fc.option(number, { nil: undefined })),
  fc.tuple(fc.constant('gap' as const), topic, id, offset, gapReason, fc.option(number, { nil: undefined })),
  fc.tuple(fc.constant('position' as const), topic, id, offset),
  fc.tuple(fc.constant('ended' as const), topic, id, id),
  fc.tuple(fc.constant('published' as const), number, id, offset, number, fc.constantFrom(0 as const, 1 as const)),
  fc.tuple(fc.constant('history' as const), number, id, offset, offset, offset, fc.array(fc.tuple(number, json))),
  fc.tuple(fc.constant('done' as const), number),
  fc.tuple(fc.constant('refused' as const), number, id, id),
  fc.constant(['beat'] as const),
  fc.tuple(fc.constant('again' as const), number),
);

/** A value as it comes out of JSON. */
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

describe.each([
  ['the server', decode, clientWords as fc.Arbitrary<readonly unknown[]>],
  ['the client', decodeTopicServerMessage, serverWords as fc.Arbitrary<readonly unknown[]>],
])('what %s is sent', (_, decode, words) => {
  const type = (): fc.Arbitrary<unknown> => words.map(([first]) => first);

  test('is understood when it is well-formed', () => {
    fc.assert(
      fc.property(words, (message) => {
        expect(decode(JSON.stringify(message))).toMatchObject({ type: message[0] });
      }),
    );
  });

  test('is refused clearly, whatever it is', () => {
    const hostile = fc.oneof(
      fc.string().map((text) => text),
      fc.json(),
      fc.tuple(type(), fc.array(fc.jsonValue())).map(([first, rest]) => JSON.stringify([first, ...rest])),
      // A well-formed one with one part exchanged.
      fc.tuple(words, fc.nat(6), fc.jsonValue()).map(([message, at, value]) => {
        const changed = [...message];
        changed[at % (message.length + 1)] = value;
        return JSON.stringify(changed);
      }),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        try {
          decode(text);
        } catch (error) {
          expect(error).toBeInstanceOf(Malformed);
          expect((error as Error).message).toMatch(/^(?:is|has) /);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('is refused when it is nested without end', () => {
    const deep = '['.repeat(20_000) + ']'.repeat(20_000);
    expect(() => decode(deep)).toThrow(Malformed);
    expect(() => decode(`["subscribe",${deep},"a"]`)).toThrow(Malformed);
  });
});

test('every part of what a client says arrives', () => {
  fc.assert(
    fc.property(clientWords, (words) => {
      const { type, ...rest } = decode(JSON.stringify(words)) as { type: string };
      const said = words.slice(1).filter((part) => part !== null);
      expect([type, ...Object.values(rest).filter((part) => part !== undefined && part !== null)]).toEqual([
        words[0],
        ...said.map(asJson),
      ]);
    }),
  );
});

test('messages arrive as they were written', () => {
  const stored = fc.record({ at: fc.maxSafeNat(), value: json });
  fc.assert(
    fc.property(topic, offset, fc.array(stored), (topic, first, messages) => {
      const text = writeMessages(
        topic,
        first,
        messages.map(({ at, value }) => ({ at, text: JSON.stringify(value) })),
      );
      expect(decodeTopicServerMessage(text)).toEqual({
        type: 'messages',
        topic,
        first,
        messages: messages.map(({ at, value }) => [at, asJson(value)]),
      });
    }),
  );
});

test('presence arrives as it was written, and only what is known of it', () => {
  const user = { id: 'ann', data: { name: 'Ann' }, connections: 2, since: 5 };
  const change = { kind: 'joined', user: { id: 'ann' }, at: 5, number: 1 };
  const presence = { count: 1, connections: 2, users: [user], changes: [change] };
  expect(decodeTopicServerMessage(JSON.stringify(['presence', 'a', presence]))).toEqual({
    type: 'presence',
    topic: 'a',
    presence,
  });
  for (const wrong of [
    { ...presence, count: -1 },
    { ...presence, users: [{ ...user, id: 7 }] },
    { ...presence, users: {} },
    { ...presence, changes: [{ ...change, kind: 'died' }] },
    { ...presence, changes: [null] },
  ]) {
    expect(() => decodeTopicServerMessage(JSON.stringify(['presence', 'a', wrong]))).toThrow(Malformed);
  }
});

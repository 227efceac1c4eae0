import { expect, test } from 'vitest';
import { Dialect } from './dialect.ts';
import type { Message } from './message.ts';

const call = (target: number, ...rest: readonly unknown[]): Message => [
  'push',
  ['pipeline', target, ['work'], ...rest],
];

function translated(...messages: readonly Message[]): readonly Message[] {
  const dialect = new Dialect();
  return messages.map((message) => dialect.translate(message));
}

test('a session whose first call goes to 1 means the first object by it, from then on', () => {
  expect(translated(call(1, []), ['pull', 1], call(1, ['again']), call(2, []))).toEqual([
    call(0, []),
    ['pull', 1],
    call(0, ['again']),
    call(2, []),
  ]);
});

test('within arguments 1 is the result of the first call', () => {
  const argument = ['pipeline', 1, ['id']];
  expect(translated(call(1, []), call(1, [argument]))[1]).toEqual(call(0, [argument]));
});

test('a session of Cap’n Web itself is left as it is, also when it calls its first result', () => {
  const messages = [call(0, []), call(1, []), ['stream', ['pipeline', 1, ['write'], [1]]]];
  expect(translated(...messages)).toEqual(messages);
});

test('a stream that was opened first is number 1', () => {
  const messages = [['pipe'], call(1, [])];
  expect(translated(...messages)).toEqual(messages);
});

test.each([[['push']], [['push', null]], [['push', ['pipeline']]], [['push', ['pipeline', '1', []]]], [[]]])(
  '%j passes as it is: saying what is wrong with it is capnweb’s',
  (message) => {
    expect(translated(message)).toEqual([message]);
  },
);

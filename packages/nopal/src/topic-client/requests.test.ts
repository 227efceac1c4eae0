import { expect, test } from 'vitest';
import { Requests, write } from './requests.ts';

/** Requests, what they sent, and how each ended. */
function make(most = 10) {
  const sent: unknown[] = [];
  const ended: string[] = [];
  const requests = new Requests((text) => sent.push(JSON.parse(text)), most);
  const ask = (topic: string, isKept: boolean): number =>
    requests.ask({
      text: (number) => write(['watch', number, topic]),
      answered: ({ type }) => void ended.push(`${topic} ${type}`),
      refused: ({ code }) => void ended.push(`${topic} ${code}`),
      isKept,
    });
  return { requests, sent, ended, ask };
}

test('what is kept is asked when there is a connection, and again on the next one until it is answered', () => {
  const { requests, sent, ended, ask } = make();
  ask('a', true);
  ask('b', true);
  expect(sent).toEqual([]);
  requests.connected(1000);
  requests.answered({ type: 'done', number: 1 });
  requests.lost();
  ask('c', true);
  requests.connected(1000);
  ask('d', true);
  const asked = (number: number, topic: string): unknown => ['watch', number, topic];
  expect(sent).toEqual([asked(1, 'a'), asked(2, 'b'), asked(2, 'b'), asked(3, 'c'), asked(4, 'd')]);
  requests.answered({ type: 'refused', number: 3, code: 'no', message: 'No.' });
  // Who was answered hears nothing more, nor does anybody of what was never asked.
  for (const number of [1, 3, 99]) requests.answered({ type: 'done', number });
  expect(ended).toEqual(['a done', 'c no']);
});

test('what is not kept is forgotten with the connection', () => {
  const { requests, sent, ended, ask } = make();
  requests.connected(1000);
  const number = ask('a', false);
  requests.lost();
  requests.connected(1000);
  requests.answered({ type: 'done', number });
  expect([sent.length, ended]).toEqual([1, []]);
});

test('as many are kept as may be, and there is room again after an answer, an end of patience, or a refusal', () => {
  const { requests, ended, ask } = make(2);
  const [first, second] = [ask('a', true), ask('b', true)];
  ask('c', true);
  expect(ended).toEqual(['c too-many-unanswered']);
  requests.forget(first);
  ask('d', true);
  requests.answered({ type: 'done', number: second });
  ask('e', true);
  expect(ended).toEqual(['c too-many-unanswered', 'b done']);
});

test('what the server would not take is refused and not sent; bytes count, not characters', () => {
  const { requests, sent, ended, ask } = make();
  ask('é'.repeat(100), true);
  ask('e'.repeat(100), true);
  requests.connected(150);
  expect(ended).toEqual([`${'é'.repeat(100)} message-too-long`]);
  expect(sent).toHaveLength(1);
});

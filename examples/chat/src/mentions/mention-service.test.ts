import { createApp } from 'nopal';
import { expect, onTestFinished, test } from 'vitest';
import { Names } from '../people/names.ts';
import { chatMessage } from '../rooms/message.ts';
import { lobby, roomMessages } from '../rooms/rooms.ts';
import { inboxOf, type Mention, type Seen } from './inbox.ts';
import { mentionService } from './mention-service.ts';

const ann = { name: 'Ann', visitor: 'a' };
const bob = { name: 'Bob', visitor: 'b' };

/** The service at work, with Ann and Bob, and what is in an inbox. */
function start() {
  const app = createApp();
  onTestFinished(() => app.close());
  const names = new Names();
  for (const { name, visitor } of [ann, bob]) names.take(name, visitor);
  const { topics } = app;
  const service = mentionService(names);
  const run = (signal: AbortSignal): Promise<void> => service({ topics, signal });
  const inbox = async (of: typeof ann): Promise<(Mention | Seen)[]> =>
    (await topics.read(inboxOf(of), { last: 100 })).messages.map(({ message }) => message);
  return { topics, run, inbox };
}

test('tells those who are meant, in whichever room, and nobody else', async () => {
  const { topics, run, inbox } = start();
  const stop = new AbortController();
  const running = run(stop.signal);
  await topics.publish(roomMessages('help'), chatMessage('Bob', 'hi @ann and @Nobody'));
  await topics.publish(lobby, chatMessage('Ann', 'I am @Ann, and @Bob is @bob'));
  await topics.publish(lobby, chatMessage('User1', 'the last one, @Bob'));
  await expect
    .poll(() => inbox(bob))
    .toEqual([
      { kind: 'mention', room: 'lobby', from: 'Ann', text: 'I am @Ann, and @Bob is @bob' },
      { kind: 'mention', room: 'lobby', from: 'User1', text: 'the last one, @Bob' },
    ]);
  expect(await inbox(ann)).toEqual([{ kind: 'mention', room: 'help', from: 'Bob', text: 'hi @ann and @Nobody' }]);
  stop.abort();
  await running;
});

test('when it is started again, it tells what it missed, and nothing twice', async () => {
  const { topics, run, inbox } = start();
  const first = new AbortController();
  const running = run(first.signal);
  await topics.publish(lobby, chatMessage('Bob', '@Ann one'));
  const texts = async () => (await inbox(ann)).map((each) => (each.kind === 'mention' ? each.text : each.kind));
  await expect.poll(texts).toEqual(['@Ann one']);
  first.abort();
  await running;
  await topics.publish(lobby, chatMessage('Bob', '@Ann two'));
  const second = new AbortController();
  const again = run(second.signal);
  await expect.poll(texts).toEqual(['@Ann one', '@Ann two']);
  await topics.publish(lobby, chatMessage('Bob', '@Ann three'));
  await expect.poll(texts).toEqual(['@Ann one', '@Ann two', '@Ann three']);
  second.abort();
  await again;
});

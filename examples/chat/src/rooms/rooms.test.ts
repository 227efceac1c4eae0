import { createApp } from 'nopal';
import { connectTopics } from 'nopal/client';
import { expect, onTestFinished, test } from 'vitest';
import { nameProblem } from '../people/names.ts';
import { lobby, roomMessages } from './rooms.ts';

test('a client that nobody knows speaks under a name of its own, whatever it says and as long as it likes', async () => {
  const app = createApp({ logLevels: { default: 'silent' } });
  onTestFinished(() => app.close());
  app.topics.add(roomMessages);
  const { url } = await app.listen({ port: 0, host: '127.0.0.1', signals: false });
  const client = connectTopics(url);
  onTestFinished(() => client.close());
  const room = client.topic(lobby.name);
  for (const said of [{ from: 'Ann', text: 'I am @Bob', mentions: ['Cid'] }, ['Ann'], 'I am Ann', { text: 7 }]) {
    await room.publish(said).catch(() => undefined);
  }
  const { messages } = await app.topics.read(lobby, { last: 9 });
  const from = client.user ?? '';
  expect(messages.map(({ message }) => message)).toEqual([
    { from, text: 'I am @Bob', mentions: ['Bob'] },
    { from, text: 'I am Ann', mentions: [] },
  ]);
  // Nobody on a page can be called so.
  expect(nameProblem(from)).toBeTypeOf('string');
  // Inboxes, and who is typing, are not for those who are no page.
  for (const topic of ['inbox:ann:x', 'typing:lobby']) {
    await expect(client.topic(topic).publish({ kind: 'mention', from: 'Ann' })).rejects.toMatchObject({
      code: expect.stringMatching(/unknown-topic|publish-refused/) as string,
    });
  }
});

import { expect, test } from 'vitest';
import { fakeFetch, turn } from '../../test/support/fake-fetch.ts';
import { PollSocket } from './poll-socket.ts';

const asked = fakeFetch();

/** A socket that was opened and has said hello; `answers` says to each frame what a page says to it. */
async function greeted(
  pace = 0,
  answers: (frame: unknown) => string | undefined = () => undefined,
): Promise<{ told: unknown[]; socket: PollSocket }> {
  const told: unknown[] = [];
  const socket = new PollSocket({ url: 'http://host/_nopal/socket', pace });
  socket.onopen = () => {
    told.push('open');
    socket.send('["hello"]');
  };
  socket.onmessage = ({ data }) => {
    told.push(data);
    const answer = answers(data);
    if (answer !== undefined) socket.send(answer);
  };
  socket.onclose = ({ code }) => told.push(code);
  // It opens in a task of its own, after its handlers were set.
  await expect.poll(() => told).toEqual(['open']);
  return { told, socket };
}

const requests = (): string[][] => asked.map(({ path, body }) => [path, body]);

test('the hello opens it by the first poll, the others go to the id that it was given, counted', async () => {
  const { told } = await greeted();
  await asked[0]?.answer(200, '"id"\n{"viewer":[]}');
  await asked[1]?.answer(200, '[0]\n{}');
  expect(told).toEqual(['open', '{"viewer":[]}', '[0]', '{}']);
  expect(requests()).toEqual([
    ['/_nopal/poll?n=1', '["hello"]'],
    ['/_nopal/poll/id?n=2', ''],
    ['/_nopal/poll/id?n=3', ''],
  ]);
});

test('an acknowledgement goes along with the next poll, the newest only', async () => {
  let applied = 0;
  await greeted(0, (frame) => (frame === '[0]' ? `["ack",${++applied}]` : undefined));
  await asked[0]?.answer(200, '"id"\n[0]\n[0]');
  expect(requests().slice(1)).toEqual([['/_nopal/poll/id?n=2', '["ack",2]']]);
});

test('an acknowledgement that comes while a poll is held does not wait for the end of it', async () => {
  const { socket } = await greeted();
  await asked[0]?.answer(200, '"id"\n[0]');
  socket.send('["ack",1]');
  expect(requests().slice(1)).toEqual([
    ['/_nopal/poll/id?n=2', ''],
    ['/_nopal/send/id?n=1', '["ack",1]'],
  ]);
});

test('an acknowledgement does not overtake an event', async () => {
  const { socket } = await greeted(0, (frame) => (frame === '[1]' ? '["ack",2]' : undefined));
  await asked[0]?.answer(200, '"id"\n[0]');
  socket.send('["event",1]');
  await asked[1]?.answer(200, '[1]');
  expect(requests().slice(2)).toEqual([
    ['/_nopal/send/id?n=1', '["event",1]'],
    ['/_nopal/poll/id?n=3', ''],
  ]);
  await asked[2]?.answer(204);
  expect(requests().at(-1)).toEqual(['/_nopal/send/id?n=2', '["ack",2]']);
});

test('all else is sent at once', async () => {
  const { socket } = await greeted();
  await asked[0]?.answer(200, '"id"\n{"viewer":[]}');
  socket.send('["event",1]');
  expect(requests().at(-1)).toEqual(['/_nopal/send/id?n=1', '["event",1]']);
});

test('a page with a pace does not ask to be held, asks at its pace, and has its acknowledgements wait', async () => {
  const { told, socket } = await greeted(10);
  await asked[0]?.answer(200, '"id"\n[0]');
  socket.send('["ack",1]');
  expect(asked).toHaveLength(1);
  await expect.poll(requests).toHaveLength(2);
  socket.send('["ack",2]');
  await asked[1]?.answer(200, '');
  await expect.poll(requests).toHaveLength(3);
  expect(requests()).toEqual([
    ['/_nopal/poll?n=1&glance', '["hello"]'],
    ['/_nopal/poll/id?n=2&glance', '["ack",1]'],
    ['/_nopal/poll/id?n=3&glance', '["ack",2]'],
  ]);
  expect(told).toEqual(['open', '[0]']);
});

test('a code ends it; so does a poll that fails, or that nobody held and nobody answered', async () => {
  const ended = await greeted();
  await asked.at(-1)?.answer(200, '"id"\n4409\n[0]');
  const failed = await greeted();
  await asked.at(-1)?.fail();
  // A server that holds polls says something when it answers: what answers so is another one, and would do so again.
  const empty = await greeted();
  await asked.at(-1)?.answer(200, '"id"');
  await asked.at(-1)?.answer(200, '');
  expect([ended.told, failed.told, empty.told]).toEqual([
    ['open', 4409],
    ['open', 1006],
    ['open', 1006],
  ]);
  expect(asked).toHaveLength(4);
});

test('what is closed before it opened never opens', async () => {
  const told: unknown[] = [];
  const socket = new PollSocket({ url: 'http://host/_nopal/socket', pace: 0 });
  socket.onopen = () => told.push('open');
  socket.onclose = ({ code }) => told.push(code);
  socket.close();
  await new Promise((resolve) => setTimeout(resolve));
  await turn();
  expect(told).toEqual([1006]);
});

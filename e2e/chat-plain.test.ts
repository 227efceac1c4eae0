/** The chat's plain-text socket: any WebSocket client takes part. */
import { connectTopics } from 'nopal/client';
import { expect, onTestFinished, test } from 'vitest';
import { historyFolder, PlainClient, socketUrl, startChat, statusOf, useChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';

const chat = useChat();
const address = (): string => `${socketUrl(chat().url)}/`;

/** What somebody got, but for who is there, comes and goes. */
const saidTo = ({ lines }: PlainClient): string[] => lines.filter((line) => !/^Welcome!|the chat$/.test(line));

/** Three who are there, in the order in which they came. */
async function three(at = address()): Promise<[PlainClient, PlainClient, PlainClient]> {
  const first = await PlainClient.connect(at);
  const second = await PlainClient.connect(at);
  return [first, second, await PlainClient.connect(at)];
}

test('everybody is welcomed by name and number, hears who comes, what is said, and who leaves', async () => {
  const { url } = await startChat();
  const [first, second, third] = await three(socketUrl(url));
  first.send('hi');
  for (const client of [first, second, third]) await client.hears(`${first.name} says: hi`);
  await second.close();
  for (const client of [first, third]) await client.hears(`${second.name} has left the chat`);

  expect(first.lines).toEqual([
    `Welcome! You are ${first.name}. There are 1 users online.`,
    `${second.name} has joined the chat`,
    `${third.name} has joined the chat`,
    `${first.name} says: hi`,
    `${second.name} has left the chat`,
  ]);
  expect(second.lines).toEqual([
    `Welcome! You are ${second.name}. There are 2 users online.`,
    `${third.name} has joined the chat`,
    `${first.name} says: hi`,
  ]);
  expect(third.lines).toEqual([
    `Welcome! You are ${third.name}. There are 3 users online.`,
    `${first.name} says: hi`,
    `${second.name} has left the chat`,
  ]);
});

test('binary messages are ignored, and so is nothing', async () => {
  const [first, second] = await three();
  first.send(Buffer.from('binary'));
  first.send('');
  first.send('   ');
  first.send('text');
  await second.hears(`${first.name} says: text`);
  await first.hears(`${first.name} says: text`);
  expect(saidTo(second)).toEqual([`${first.name} says: text`]);
  expect(saidTo(first)).toEqual([`${first.name} says: text`]);
  expect(first.isOpen).toBe(true);
});

test('a client of nopal/client says nothing in the name of another', async () => {
  const [first] = await three();
  const client = connectTopics(chat().url);
  onTestFinished(() => client.close());
  await client.topic('room:lobby').publish({ from: first.name, text: 'not me' });
  await first.hears(`${client.user} says: not me`);
  expect(first.count(`${first.name} says: not me`)).toBe(0);
});

test('a text that is too long is refused to the one who sent it, and nobody else hears of it', async () => {
  const [first, second] = await three();
  first.send('x'.repeat(2001));
  await eventually(() => first.count(/2000 characters/)).toBe(1);
  first.send('short');
  await second.hears(`${first.name} says: short`);
  expect(saidTo(second)).toEqual([`${first.name} says: short`]);
});

test('a connection that breaks without a goodbye leaves at once, too', async () => {
  const [first, second, third] = await three();
  second.send('about to go');
  await first.hears(`${second.name} says: about to go`);
  second.terminate();
  for (const client of [first, third]) await client.hears(`${second.name} has left the chat`);
});

test('the page is at / and /index.html, and nothing is anywhere else', async () => {
  for (const path of ['/', '/index.html', '/?room=help']) {
    const answer = await fetch(chat().url + path);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await answer.text()).toContain('Message to');
  }
  for (const path of ['/chat', '/index.htm', '/index.html/', '/room', '/favicon.ico', '/../package.json']) {
    expect((await fetch(chat().url + path)).status).toBe(404);
  }
  expect(await statusOf(`${address()}elsewhere`)).toBe(404);
});

test('browsers may connect from the own host and the two usual addresses, from nowhere else', async () => {
  const own = new URL(chat().url).origin;
  for (const origin of [own, 'http://localhost:8080', 'http://127.0.0.1:8080', 'null']) {
    expect([origin, await statusOf(address(), { origin })]).toEqual([origin, 101]);
  }
  const foreign = ['https://example.com', 'http://localhost:8081', 'https://localhost:8080', `${own}.example.com`];
  for (const origin of foreign) {
    expect([origin, await statusOf(address(), { origin })]).toEqual([origin, 403]);
  }
  expect(await statusOf(address())).toBe(101);
});

test('an origin can be required, and be added; one that is null is refused in production', async () => {
  const { url } = await startChat({
    options: ['--require-origin', '--origin', 'https://chat.example.com'],
    env: { NODE_ENV: 'production', NOPAL_SECRET: 'known to this test only' },
  });
  expect(await statusOf(socketUrl(url))).toBe(403);
  expect(await statusOf(socketUrl(url), { origin: 'null' })).toBe(403);
  expect(await statusOf(socketUrl(url), { origin: 'https://example.com' })).toBe(403);
  expect(await statusOf(socketUrl(url), { origin: 'https://chat.example.com' })).toBe(101);
  expect(await statusOf(socketUrl(url), { origin: url })).toBe(101);
});

test('500 who come and go are told to everybody, each exactly once', async () => {
  const { url } = await startChat();
  const all = await Promise.all(Array.from({ length: 500 }, () => PlainClient.connect(socketUrl(url))));
  const joined = / has joined the chat$/;
  const left = / has left the chat$/;
  const numberAt = ({ lines }: PlainClient): number =>
    Number(/^Welcome! You are User\d+\. There are (\d+) users online\.$/.exec(lines[0] ?? '')?.[1]);
  // Each came to some who were there before, and hears of all others.
  await eventually(() => all.filter((each) => numberAt(each) + each.count(joined) !== 500)).toEqual([]);
  expect(all.map(numberAt).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 500 }, (_, i) => i + 1));
  for (const { lines } of all) expect(new Set(lines).size).toBe(lines.length);

  const staying = all.slice(0, 250);
  const leaving = all.slice(250);
  await Promise.all(leaving.map((each) => each.close()));
  await eventually(() => staying.filter((each) => each.count(left) !== 250)).toEqual([]);
  staying[0]?.send('Who is still here?');
  await Promise.all(staying.map((each) => each.hears(`${staying[0]?.name} says: Who is still here?`)));
  const gone = leaving.map(({ name }) => `${name} has left the chat`).toSorted();
  for (const { lines } of staying) {
    expect(lines.filter((line) => left.test(line)).toSorted()).toEqual(gone);
    expect(new Set(lines).size).toBe(lines.length);
  }
});

test('a history that is kept in a folder is there after a crash', async () => {
  const options = ['--data', await historyFolder()];
  const before = await startChat({ options });
  const writer = await PlainClient.connect(socketUrl(before.url));
  writer.send('remember me');
  await writer.hears(`${writer.name} says: remember me`);
  await before.kill();

  const { url } = await startChat({ options, port: before.port });
  const reader = await PlainClient.connect(`${socketUrl(url)}/?last=1`);
  await reader.hears(`${writer.name} says: remember me`);
});

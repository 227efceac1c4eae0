/** Clients and pages that are cut off while others talk: they end with every message, once, in order. */
import { connectTopics } from 'nopal/client';
import { expect, onTestFinished, test } from 'vitest';
import {
  historyFolder,
  messagesOn,
  openChat,
  PlainClient,
  say,
  socketUrl,
  startChat,
  useChat,
} from './support/chat.ts';
import { useBrowser } from './support/browser.ts';
import { eventually } from './support/eventually.ts';
import { startNetwork } from './support/network.ts';

const browser = useBrowser();
const chat = useChat();

interface Frame {
  readonly epoch: string;
  readonly offset: number;
  readonly message: { readonly text: string };
}

/** The messages among the frames of a client that asked for JSON. */
function framesOf({ lines }: PlainClient): Frame[] {
  return lines.map((line) => JSON.parse(line) as Partial<Frame>).filter((frame): frame is Frame => 'offset' in frame);
}

test('a plain client that is cut in the middle of 1,000 messages ends with exactly those', async () => {
  const network = await startNetwork(chat().port);
  const through = socketUrl(network.url);
  const writer = await PlainClient.connect(socketUrl(chat().url));
  const texts = Array.from({ length: 1000 }, (_, i) => `cut ${i + 1}`);

  let reader = await PlainClient.connect(`${through}/?format=json`);
  const got: Frame[] = [];
  for (const text of texts.slice(0, 600)) writer.send(text);
  await eventually(() => framesOf(reader).length).toBeGreaterThan(100);
  network.cut();
  await eventually(() => reader.isOpen).toBe(false);
  got.push(...framesOf(reader));
  for (const text of texts.slice(600)) writer.send(text);

  while (got.length < 1000) {
    const last = got.at(-1);
    const where = `epoch=${last?.epoch ?? ''}&offset=${last?.offset ?? 0}`;
    reader = await PlainClient.connect(`${through}/?format=json&${where}`);
    const wanted = got.length + 300;
    await eventually(() => framesOf(reader).length + got.length).toBeGreaterThanOrEqual(Math.min(1000, wanted));
    // And again, until it has all of them.
    network.cut();
    await eventually(() => reader.isOpen).toBe(false);
    got.push(...framesOf(reader));
  }
  expect(got.map(({ message }) => message.text)).toEqual(texts);
  const first = got[0]?.offset ?? 0;
  expect(got.map(({ offset }) => offset)).toEqual(texts.map((_, i) => first + i));
});

test('so does a client of nopal, which comes back by itself, and what it says is said once', async () => {
  const network = await startNetwork(chat().port);
  const client = connectTopics(network.url);
  onTestFinished(() => client.close());
  const lobby = client.topic<{ from?: string; text: string }>('room:lobby');
  const writer = await PlainClient.connect(socketUrl(chat().url));
  const texts = Array.from({ length: 1000 }, (_, i) => `typed ${i + 1}`);
  const got: string[] = [];
  const subscription = lobby.subscribe(({ message, gap }) => {
    got.push(gap === undefined ? message.text : 'missed some');
  });
  await subscription.started;
  for (const [i, text] of texts.entries()) {
    writer.send(text);
    if (i % 300 !== 299) continue;
    await eventually(() => got.length).toBeGreaterThan(i - 250);
    network.cut();
  }
  await eventually(() => got.at(-1)).toBe('typed 1000');
  expect(got).toEqual(texts);

  // Cut before it can be told that its message was stored.
  network.stall('toClient');
  const published = lobby.publish({ text: 'once' });
  await eventually(() => writer.count(/^guest-\S+ says: once$/)).toBe(1);
  network.cut();
  network.resume('toClient');
  await published;
  expect(writer.count(/ says: once$/)).toBe(1);
});

test('a page whose connection is cut while others talk shows each message once, and so does what it says itself', async () => {
  const network = await startNetwork(chat().port);
  const tab = await openChat(browser, network.url, { room: 'lobby' });
  const writer = await PlainClient.connect(socketUrl(chat().url));
  const texts: string[] = [];
  const write = async (text: string): Promise<void> => {
    texts.push(text);
    writer.send(text);
    await writer.hears(`${writer.name} says: ${text}`);
  };
  for (let round = 0; round < 5; round++) {
    await write(`before ${round}`);
    await say(tab, `mine ${round}`);
    network.cut();
    await write(`during ${round}`);
    await eventually(() => messagesOn(tab)).toContain(`mine ${round}`);
    texts.push(`mine ${round}`);
    await write(`after ${round}`);
    await eventually(() => messagesOn(tab)).toContain(`after ${round}`);
  }
  const shown = (await messagesOn(tab)).filter((text) => /^(before|mine|during|after) \d$/.test(text));
  expect(shown.toSorted()).toEqual(texts.toSorted());
  expect(writer.lines.filter((line) => / says: mine /.test(line))).toHaveLength(5);
  // In the order in which everybody else got them.
  const heard = writer.lines.flatMap((line) => / says: (.*)/.exec(line)?.[1] ?? []);
  expect(shown).toEqual(heard);
  expect(tab.console.filter((line) => line.includes('reconnecting')).length).toBeGreaterThan(0);
});

test('a page that was away while much was said shows the newest, and the rest on demand', async () => {
  const network = await startNetwork(chat().port);
  const tab = await openChat(browser, network.url, { room: 'lobby' });
  const writer = await PlainClient.connect(socketUrl(chat().url));
  network.refuse();
  network.cut();
  const texts = Array.from({ length: 400 }, (_, i) => `away ${i + 1}`);
  for (const text of texts) writer.send(text);
  await writer.hears(`${writer.name} says: away 400`);
  network.accept();
  await eventually(async () => (await messagesOn(tab)).at(-1)).toBe('away 400');
  const away = async (): Promise<string[]> => (await messagesOn(tab)).filter((text) => text.startsWith('away '));
  while ((await away()).length < 400) {
    const before = (await away()).length;
    await tab.page.getByRole('button', { name: 'Older messages' }).click();
    await eventually(async () => (await away()).length).toBeGreaterThan(before);
  }
  expect(await away()).toEqual(texts);
});

test('a page outlives a restart of the server: it keeps its name, and shows what was said before and after', async () => {
  const options = ['--data', await historyFolder()];
  const before = await startChat({ options });
  const tab = await openChat(browser, before.url, { name: 'Ann' });
  await say(tab, 'before');
  await eventually(() => messagesOn(tab)).toEqual(['before']);
  await before.kill();
  const after = await startChat({ options, port: before.port });
  const client = await PlainClient.connect(socketUrl(after.url));
  client.send('meanwhile');
  await eventually(() => messagesOn(tab)).toEqual(['before', 'meanwhile']);
  await say(tab, 'after');
  await client.hears('Ann says: after');
  await eventually(() => messagesOn(tab)).toEqual(['before', 'meanwhile', 'after']);
});

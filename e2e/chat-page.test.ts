/** The chat's page, in one conversation with plain clients. */
import { expect, test } from 'vitest';
import { messagesOn, notesOn, openChat, PlainClient, say, socketUrl, useChat } from './support/chat.ts';
import { useBrowser } from './support/browser.ts';
import { eventually } from './support/eventually.ts';
import type { Tab } from './support/tab.ts';

const browser = useBrowser();
const chat = useChat();
const plain = (): Promise<PlainClient> => PlainClient.connect(socketUrl(chat().url));

/** A name that no other test uses. */
let people = 0;
const newName = (): string => `Ann${++people}`;

const users = ({ page }: Tab): Promise<string[]> => page.locator('.user-name').allTextContents();
const unreadAt = ({ page }: Tab, room: string): Promise<string | null> =>
  page.getByRole('link', { name: room }).textContent();

/** As if the visitor looked at something else: the browser takes the focus from the page, and gives it back. */
const lookAway = ({ page }: Tab): Promise<void> =>
  page.locator(':focus').evaluate((field) => (field as HTMLElement).blur());
const lookBack = ({ page }: Tab): Promise<void> => page.getByRole('textbox', { name: 'Message to' }).focus();

test('three tabs and a plain client are in one room: welcome, joined, messages, left', async () => {
  const client = await plain();
  const names = [newName(), newName(), newName()];
  const tabs: Tab[] = [];
  for (const name of names) {
    tabs.push(await openChat(browser, chat().url, { name }));
    await client.hears(`${name} has joined the chat`);
  }
  const [first, second, third] = tabs as [Tab, Tab, Tab];
  expect((await notesOn(first)).find((note) => note.startsWith('Welcome!'))).toMatch(
    new RegExp(`^Welcome! You are ${names[0]}\\. There are \\d+ users online\\.$`),
  );
  for (const name of names.slice(1)) await eventually(() => notesOn(first)).toContain(`${name} has joined the chat`);
  await eventually(() => users(first)).toEqual(expect.arrayContaining([client.name, ...names]));

  await say(first, 'From a page');
  await client.hears(`${names[0]} says: From a page`);
  client.send('From a socket');
  await client.hears(`${client.name} says: From a socket`);
  for (const tab of tabs) {
    await eventually(() => messagesOn(tab)).toEqual(expect.arrayContaining(['From a page', 'From a socket']));
    expect((await messagesOn(tab)).filter((text) => text === 'From a page')).toHaveLength(1);
  }
  // What was sent is gone from the field, and the next can be written.
  await eventually(() => first.page.getByRole('textbox', { name: 'Message to' }).inputValue()).toBe('');

  await third.page.close();
  await client.hears(`${names[2]} has left the chat`);
  await eventually(() => notesOn(second)).toContain(`${names[2]} has left the chat`);
  await client.close();
  await eventually(() => notesOn(second)).toContain(`${client.name} has left the chat`);
  expect(tabs.flatMap(({ errors }) => errors)).toEqual([]);
});

test('the welcome counts plain clients and pages, on either side', async () => {
  const before = Number(await onlineFor(await plain()));
  const tab = await openChat(browser, chat().url, { name: newName() });
  const note = (await notesOn(tab)).find((each) => each.startsWith('Welcome!'));
  expect(note).toContain(`There are ${before + 1} users online.`);
  expect(Number(await onlineFor(await plain()))).toBe(before + 2);
  await tab.page
    .getByRole('complementary')
    .getByText(`Online ${before + 2}`)
    .waitFor();
});

async function onlineFor(client: PlainClient): Promise<string | undefined> {
  await eventually(() => client.lines.length).toBeGreaterThan(0);
  return /There are (\d+) users/.exec(client.lines[0] ?? '')?.[1];
}

test('each tab begins with a name of its own, and can choose another', async () => {
  const visitor = await browser.visitor();
  const first = await openTab(visitor);
  const second = await openTab(visitor);
  const nameOf = ({ page }: Tab): Promise<string> => page.getByLabel('Your name').inputValue();
  expect(await nameOf(first)).toMatch(/^Guest-\d+$/);
  expect(await nameOf(second)).not.toBe(await nameOf(first));

  const client = await plain();
  const [guest, name] = [await nameOf(first), newName()];
  await choose(first, name);
  await client.hears(`${name} has joined the chat`);
  await client.hears(`${guest} has left the chat`);
  await say(first, 'by my new name');
  await client.hears(`${name} says: by my new name`);
  // A reload keeps it.
  await first.page.reload();
  await first.connected();
  expect(await nameOf(first)).toBe(name);

  const other = await openChat(browser, chat().url);
  for (const [wanted, problem] of [
    [name.toUpperCase(), `Somebody else is called ${name.toUpperCase()}.`],
    ['User123', 'Names like User123'],
    ['two words', '1 to 24 letters'],
    ['', 'Choose a name.'],
  ] as const) {
    await choose(other, wanted);
    await other.page.getByText(problem).waitFor();
  }
  expect(await other.page.getByLabel('Your name').getAttribute('aria-invalid')).toBe('true');
  // An address is no way to somebody else's name, either.
  const thief = await openChat(browser, chat().url, { name });
  expect(await nameOf(thief)).toMatch(/^Guest-\d+$/);
});

async function openTab(visitor: Awaited<ReturnType<typeof browser.visitor>>): Promise<Tab> {
  const tab = await browser.open(chat().url, visitor);
  return tab.connected();
}

async function choose({ page }: Tab, name: string): Promise<void> {
  await page.getByLabel('Your name').fill(name);
  await page.getByRole('button', { name: 'Change' }).click();
}

test('who comes late sees what was said, and older messages on scrolling up and by the button', async () => {
  const client = await plain();
  const texts = Array.from({ length: 150 }, (_, i) => `history ${i + 1}`);
  for (const text of texts) client.send(text);
  await client.hears(`${client.name} says: history 150`);
  const tab = await openChat(browser, chat().url, { name: newName() });
  const shown = async (): Promise<string[]> => (await messagesOn(tab)).filter((text) => text.startsWith('history '));
  expect(await shown()).toEqual(texts.slice(100));
  // The newest is in view, without anybody scrolling.
  expect(await isInView(tab, 'history 150')).toBe(true);

  const log = tab.page.getByRole('log');
  await log.evaluate((element) => (element.scrollTop = -element.scrollHeight));
  await eventually(shown).toEqual(texts.slice(50));
  // What was being read stays in view.
  expect(await isInView(tab, 'history 102')).toBe(true);
  await tab.page.getByRole('button', { name: 'Older messages' }).click();
  await eventually(shown).toEqual(texts);
});

/** Whether a message is in the part of the log that is seen. */
function isInView({ page }: Tab, text: string): Promise<boolean> {
  return page.locator('.message', { hasText: new RegExp(`${text}$`) }).evaluate((message) => {
    const log = message.closest('.log')?.getBoundingClientRect();
    const { top, bottom } = message.getBoundingClientRect();
    return log !== undefined && bottom > log.top && top < log.bottom;
  });
}

test('others see that somebody is typing, until it is sent or nothing more comes', async () => {
  const [ann, bob] = [newName(), newName()];
  const writer = await openChat(browser, chat().url, { name: ann });
  const reader = await openChat(browser, chat().url, { name: bob });
  const elsewhere = await openChat(browser, chat().url, { name: newName(), room: 'help' });
  const typing = (tab: Tab): Promise<string | null> => tab.text('.typing');
  const field = writer.page.getByRole('textbox', { name: 'Message to' });
  await field.pressSequentially('Hel');
  await eventually(() => typing(reader)).toBe(`${ann} is typing…`);
  expect([await typing(writer), await typing(elsewhere)]).toEqual(['', '']);
  await field.press('Enter');
  await eventually(() => typing(reader)).toBe('');
  await field.pressSequentially('and');
  await eventually(() => typing(reader)).toBe(`${ann} is typing…`);
  // Nothing more is typed.
  await eventually(() => typing(reader)).toBe('');
  expect(await field.inputValue()).toBe('and');
});

test('unread messages are counted in the title while nobody looks, and marked on return', async () => {
  const tab = await openChat(browser, chat().url, { name: newName() });
  const client = await plain();
  client.send('seen');
  await eventually(() => messagesOn(tab)).toContain('seen');
  expect(await tab.page.title()).toBe('Chat');

  await lookAway(tab);
  await eventually(async () => {
    client.send('unseen');
    return tab.page.title();
  }).not.toBe('Chat');
  expect(await tab.page.title()).toMatch(/^\(\d+\) Chat$/);
  await lookBack(tab);
  await eventually(() => tab.page.title()).toBe('Chat');
  await eventually(() => notesOn(tab)).toContain('New messages');
  // Also when the focus goes from one field to another.
  await tab.page.getByLabel('Your name').focus();
  client.send('while looking');
  await eventually(() => messagesOn(tab)).toContain('while looking');
  expect(await tab.page.title()).toBe('Chat');
  expect(await notesOn(tab)).toContain('New messages');
});

test('unread messages are counted while the reader is further up, with a way down', async () => {
  const client = await plain();
  for (let i = 0; i < 60; i++) client.send(`filler ${i}`);
  await client.hears(`${client.name} says: filler 59`);
  const tab = await openChat(browser, chat().url, { name: newName() });
  const log = tab.page.getByRole('log');
  await log.evaluate((element) => (element.scrollTop = -300));
  await eventually(async () => {
    client.send('below');
    return tab.page.locator('.jump').count();
  }).toBe(1);
  expect(await tab.page.title()).toMatch(/^\(\d+\) Chat$/);
  await tab.page.locator('.jump').click();
  await eventually(() => tab.page.title()).toBe('Chat');
  expect(await tab.page.locator('.jump').count()).toBe(0);
  // What one says oneself is in view.
  await log.evaluate((element) => (element.scrollTop = -300));
  await eventually(async () => {
    client.send('below');
    return tab.page.locator('.jump').count();
  }).toBe(1);
  await say(tab, 'down here');
  await eventually(() => messagesOn(tab)).toContain('down here');
  await eventually(() => isInView(tab, 'down here')).toBe(true);
});

test('rooms are changed in place; each has its own messages, and a badge for what was not read', async () => {
  const [ann, bob] = [newName(), newName()];
  const reader = await openChat(browser, chat().url, { name: ann });
  const writer = await openChat(browser, chat().url, { name: bob, room: 'help' });
  await reader.page.evaluate(() => Object.assign(globalThis, { stays: true }));
  await say(writer, 'Where is the manual?');
  await eventually(() => unreadAt(reader, 'Help')).toBe('Help1 unread');
  expect(await reader.page.title()).toBe('(1) Chat');
  expect(await messagesOn(reader)).not.toContain('Where is the manual?');
  const client = await plain();

  await reader.page.getByRole('link', { name: 'Help' }).click();
  await reader.page.getByRole('heading', { level: 1, name: 'Help' }).waitFor();
  await eventually(() => messagesOn(reader)).toContain('Where is the manual?');
  await eventually(() => unreadAt(reader, 'Help')).toBe('Help');
  expect(await reader.page.evaluate(() => 'stays' in globalThis)).toBe(true);
  expect(new URL(reader.page.url()).searchParams.get('room')).toBe('help');
  await say(reader, 'On the shelf');
  await eventually(() => messagesOn(writer)).toContain('On the shelf');
  // Plain clients are in the lobby alone, where nobody came or went.
  client.send('lobby only');
  await client.hears(`${client.name} says: lobby only`);
  expect(client.lines.slice(1)).toEqual([`${client.name} says: lobby only`]);
  await eventually(() => unreadAt(reader, 'Lobby')).toBe('Lobby1 unread');
  await reader.page.goBack();
  await reader.page.getByRole('heading', { level: 1, name: 'Lobby' }).waitFor();
  await eventually(() => messagesOn(reader)).toContain('lobby only');
});

test('a mention is told from any room, to the one who is meant, until it was seen', async () => {
  const [ann, bob] = [newName(), newName()];
  const reader = await openChat(browser, chat().url, { name: ann });
  const writer = await openChat(browser, chat().url, { name: bob, room: 'random' });
  const badge = (tab: Tab): Promise<string | null> => tab.text('.mentions-button .badge');
  await say(writer, `Hello @${ann.toLowerCase()}, and @nobody`);
  await eventually(() => badge(reader)).toBe('1 new');
  const client = await plain();
  client.send(`@${ann} over here`);
  await eventually(() => badge(reader)).toBe('2 new');
  expect(await badge(writer)).toBeNull();

  await reader.page.getByRole('button', { name: 'Mentions' }).click();
  const mentions = reader.page.locator('.mentions li .text');
  expect(await mentions.allTextContents()).toEqual([`@${ann} over here`, `Hello @${ann.toLowerCase()}, and @nobody`]);
  await reader.page.getByRole('button', { name: 'Mark as read' }).click();
  await eventually(() => badge(reader)).toBeNull();
  // Who comes back has seen them.
  await reader.page.reload();
  await reader.connected();
  await reader.page.getByRole('button', { name: 'Mentions' }).click();
  await eventually(() => mentions.count()).toBe(2);
  expect(await badge(reader)).toBeNull();
  await reader.page.locator('.mentions').getByRole('link', { name: 'Random' }).click();
  await reader.page.getByRole('heading', { level: 1, name: 'Random' }).waitFor();
});

test('what is written is text, whatever it looks like', async () => {
  const tab = await openChat(browser, chat().url, { name: newName() });
  const client = await plain();
  const text = '<img src=x onerror=alert(1)> https://example.com/?a=<b> &amp;';
  client.send(text);
  await eventually(() => messagesOn(tab)).toContain(text);
  expect(await tab.page.locator('.message img').count()).toBe(0);
  const link = tab.page.locator('.message', { hasText: 'onerror' }).getByRole('link');
  expect(await link.getAttribute('href')).toBe('https://example.com/?a=');
  expect(tab.errors).toEqual([]);
});

test('too much at once, too long and nothing are refused, and stay in the field', async () => {
  const tab = await openChat(browser, chat().url, { name: newName() });
  const field = tab.page.getByRole('textbox', { name: 'Message to' });
  await say(tab, '   ');
  await tab.page.getByText('Write something first.').waitFor();
  for (let i = 0; i < 15; i++) {
    await say(tab, `quick ${i}`);
    await eventually(() => field.inputValue()).toBe('');
  }
  await say(tab, 'quick 15');
  await tab.page.getByText('That was a lot at once.').waitFor();
  expect(await field.inputValue()).toBe('quick 15');
  expect((await messagesOn(tab)).filter((text) => text.startsWith('quick'))).toHaveLength(15);
});

test('without script the room can be read and written to', async () => {
  const name = newName();
  const tab = await browser.open(`${chat().url}/?name=${name}`, { javaScriptEnabled: false });
  const client = await plain();
  const answered = tab.page.waitForEvent('load');
  await say(tab, 'No script here');
  await client.hears(`${name} says: No script here`);
  await answered;
  await tab.page.goto(`${chat().url}/?name=${name}`);
  expect(await messagesOn(tab)).toContain('No script here');
  await tab.page.getByRole('link', { name: 'Ideas' }).click();
  expect(await tab.page.getByRole('heading', { level: 1 }).textContent()).toBe('Ideas');
});

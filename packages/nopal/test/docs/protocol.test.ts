import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createApp, type App } from '../../src/index.ts';
import { encodeEventWord, readEventWord } from '../../src/protocol/event-options.ts';
import type { HeadChange, ServerMessage } from '../../src/protocol/frames.ts';
import type { Limits } from '../../src/protocol/limits.ts';
import { CLOSE_CODES } from '../../src/protocol/connection.ts';
import { PROTOCOL_VERSION } from '../../src/protocol/version.ts';
import { DEFAULT_LIMITS } from '../../src/protocol/limits.ts';
import { PARTS } from '../../src/server/client-script.ts';
import { Jobs } from './jobs-page.tsx';
import { Notes, Office } from './office-pages.tsx';
import { HttpSession } from './http-session.ts';
import { codeBlocks, readDocument, tableRows } from './markdown.ts';
import { Session } from './session.ts';

const document = readDocument('docs/protocol.md');
const blocks = codeBlocks(document);

test('the components of the printed conversations are those that they are checked with', () => {
  const sources = ['jobs-page.tsx', 'office-pages.tsx'].map((file) =>
    readFileSync(new URL(file, import.meta.url), 'utf8'),
  );
  expect(blocks.filter(({ info }) => info === 'tsx').map(({ text }) => text)).toEqual(sources);
});

function appOfDocument(limits: Partial<Limits> = {}): App {
  return createApp({ logger: pino({ level: 'silent' }), limits })
    .page('/jobs', Jobs, { title: 'Jobs' })
    .page('/office/jobs', Jobs, { title: 'Jobs', shell: Office })
    .page('/office/notes', Notes, { shell: Office });
}

/** Takes all printed conversations of a kind through, one after another, with one app. */
async function takePlace(info: string, Kind: typeof Session | typeof HttpSession, limits = {}): Promise<number> {
  const app = appOfDocument(limits);
  const { port } = await app.listen({ port: 0, host: '127.0.0.1', signals: false });
  const session = new Kind(app, `http://127.0.0.1:${port}`);
  const conversations = blocks.filter((block) => block.info === info);
  try {
    for (const { text } of conversations) await session.run(text);
  } finally {
    session.close();
    await app.close();
  }
  return conversations.length;
}

test('every printed conversation takes place as printed', async () => {
  expect(await takePlace('session', Session)).toBeGreaterThanOrEqual(8);
});

test('so do those over plain HTTP', async () => {
  expect(await takePlace('http', HttpSession)).toBe(4);
});

test('so does the one in which nobody says anything, with less patience', { timeout: 20_000 }, async () => {
  expect(await takePlace('session idle', Session, { beatMs: 100, stalledMs: 1000 })).toBe(1);
});

test('so does the last one of an app', async () => {
  expect(await takePlace('session last', Session)).toBe(1);
});

test('the printed page is the one that is served', async () => {
  const app = appOfDocument();
  const html = await (await app.http.request('/jobs')).text();
  const printed = blocks.find(({ info }) => info === 'html')?.text ?? '';
  const comparable = (text: string): string =>
    text
      .replaceAll(/\n\s*/g, '')
      .replace(/data-token="[^"]+"/, 'data-token=""')
      .replaceAll(/(client|events)-[\w-]+\.js/g, '$1.js');
  expect(comparable(printed)).toBe(comparable(html));
  await app.close();
});

test('the table of limits is the one of the source', () => {
  const printed = tableRows(document, 'Limits').map(([name, value]) => [name, Number(value?.replaceAll(',', ''))]);
  expect(Object.fromEntries(printed)).toEqual(DEFAULT_LIMITS);
});

test('the table of close codes is the one of the source', () => {
  const rows = tableRows(document, 'Close codes').filter(([, reason]) => reason !== '');
  expect(Object.fromEntries(rows.map(([code, reason]) => [reason, Number(code)]))).toEqual(CLOSE_CODES);
});

test("the table of the script's bounds is the one of its source", () => {
  for (const [file = '', name = '', value = ''] of tableRows(document, "Of the browser's script")) {
    const source = readFileSync(new URL(`../../src/client/${file}`, import.meta.url), 'utf8');
    const [, actual = ''] = new RegExp(`^const ${name} = ([\\d_]+);$`, 'm').exec(source) ?? [];
    expect([file, name, Number(actual.replaceAll('_', ''))]).toEqual([file, name, Number(value.replaceAll(',', ''))]);
  }
});

test('the words of data-nopal are those that are written and read', () => {
  const words = tableRows(document, 'The page').flatMap(([word = '']) => (/^\w+(?:;|$)/.test(word) ? [word] : []));
  expect(words).toContain('click');
  for (const word of words) {
    const [event = ''] = word.split(';');
    expect(encodeEventWord(event, readEventWord(word, event))).toBe(word);
  }
  const options = words.map((word) => Object.keys(readEventWord(word, word.split(';')[0] ?? '') ?? {}));
  expect(options.flat().toSorted()).toEqual([
    'debounce',
    'keys',
    'once',
    'preventDefault',
    'stopPropagation',
    'throttle',
  ]);
});

test('every member of a frame, and of a head, has a row', () => {
  const members: Readonly<Record<keyof ServerMessage, true>> = {
    viewer: true,
    tree: true,
    patch: true,
    head: true,
    event: true,
    gone: true,
    again: true,
  };
  const changes: Readonly<Record<keyof HeadChange, true>> = {
    title: true,
    meta: true,
    url: true,
    replace: true,
    load: true,
  };
  expect(tableRows(document, 'Frames of the server').map(([name]) => name)).toEqual(Object.keys(members));
  expect(tableRows(document, 'Around the page').map(([name]) => name)).toEqual(Object.keys(changes));
});

test('the table of the parts of the script is the one of the source', () => {
  expect(tableRows(document, 'The script').map(([name]) => name)).toEqual(PARTS.map((part) => `${part}-….js`));
});

test('the version is the one of the source', () => {
  expect(document).toContain(`This is version ${PROTOCOL_VERSION}.`);
});

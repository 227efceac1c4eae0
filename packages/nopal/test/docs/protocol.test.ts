import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createApp } from '../../src/index.ts';
import { CLOSE_CODES } from '../../src/protocol/connection.ts';
import { PROTOCOL_VERSION } from '../../src/protocol/version.ts';
import { DEFAULT_LIMITS } from '../../src/protocol/limits.ts';
import { Jobs } from './jobs-page.tsx';
import { HttpSession } from './http-session.ts';
import { codeBlocks, readDocument, tableRows } from './markdown.ts';
import { Session } from './session.ts';

const document = readDocument('docs/protocol.md');
const blocks = codeBlocks(document);

test('the component of the printed conversations is the one that they are checked with', () => {
  const source = readFileSync(new URL('jobs-page.tsx', import.meta.url), 'utf8');
  expect(blocks.filter(({ info }) => info === 'tsx').map(({ text }) => text)).toEqual([source]);
});

/** Takes all printed conversations of a kind through, one after another, with one app. */
async function takePlace(info: string, Kind: typeof Session | typeof HttpSession, limits = {}): Promise<number> {
  const app = createApp({ logger: pino({ level: 'silent' }), limits }).page('/jobs', Jobs, { title: 'Jobs' });
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
  expect(await takePlace('session', Session)).toBeGreaterThanOrEqual(7);
});

test('so do those over plain HTTP', async () => {
  expect(await takePlace('http', HttpSession)).toBe(3);
});

test('so does the one in which nobody says anything, with less patience', { timeout: 20_000 }, async () => {
  expect(await takePlace('session idle', Session, { beatMs: 100, stalledMs: 1000 })).toBe(1);
});

test('so does the last one of an app', async () => {
  expect(await takePlace('session last', Session)).toBe(1);
});

test('the printed page is the one that is served', async () => {
  const app = createApp({ logger: pino({ level: 'silent' }) }).page('/jobs', Jobs, { title: 'Jobs' });
  const html = await (await app.http.request('/jobs')).text();
  const printed = blocks.find(({ info }) => info === 'html')?.text ?? '';
  const comparable = (text: string): string =>
    text
      .replaceAll(/\n\s*/g, '')
      .replace(/data-token="[^"]+"/, 'data-token=""')
      .replace(/client-\w+\.js/, 'client.js');
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

test('the version is the one of the source', () => {
  expect(document).toContain(`This is version ${PROTOCOL_VERSION}.`);
});

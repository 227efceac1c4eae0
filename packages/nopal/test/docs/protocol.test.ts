import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createApp } from '../../src/index.ts';
import { CLOSE_CODES } from '../../src/protocol/connection.ts';
import { PROTOCOL_VERSION } from '../../src/protocol/version.ts';
import { DEFAULT_LIMITS } from '../../src/protocol/limits.ts';
import { Jobs } from './jobs-page.tsx';
import { codeBlocks, readDocument, tableRows } from './markdown.ts';
import { Session } from './session.ts';

const document = readDocument('docs/protocol.md');
const blocks = codeBlocks(document);

test('the component of the printed conversations is the one that they are checked with', () => {
  const source = readFileSync(new URL('jobs-page.tsx', import.meta.url), 'utf8');
  expect(blocks.filter(({ info }) => info === 'tsx').map(({ text }) => text)).toEqual([source]);
});

test('every printed conversation takes place as printed', async () => {
  const conversations = blocks.filter(({ info }) => info === 'session');
  expect(conversations.length).toBeGreaterThanOrEqual(6);
  const app = createApp({ logger: pino({ level: 'silent' }) }).page('/jobs', Jobs, { title: 'Jobs' });
  const { port } = await app.listen({ port: 0, host: '127.0.0.1', signals: false });
  const session = new Session(app, `http://127.0.0.1:${port}`);
  try {
    for (const { text } of conversations) await session.run(text);
  } finally {
    session.close();
    await app.close();
  }
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

test('the version is the one of the source', () => {
  expect(document).toContain(`This is version ${PROTOCOL_VERSION}.`);
});

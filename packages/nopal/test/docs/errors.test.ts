import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BRIDGE_ERROR_CODES } from '../../src/bridge/error.ts';
import { ERROR_CODES } from '../../src/protocol/error.ts';
import { TOPIC_ERROR_CODES } from '../../src/push/error.ts';
import type { TopicClientErrorCode } from '../../src/topic-client/error.ts';
import { readDocument, repository } from './markdown.ts';

const document = readDocument('docs/errors.md');
const entries = document.split(/^## /m).slice(1);
const titles = entries.map((entry) => entry.slice(0, entry.indexOf('\n')));

/** A record, so that the compiler sees that none is forgotten: the script for browsers has no list of them. */
const clientCodes: Readonly<Record<TopicClientErrorCode, true>> = {
  'already-joined': true,
  'already-subscribed': true,
  'bad-message': true,
  'client-closed': true,
  'connection-failed': true,
  'listener-failed': true,
  'message-not-json': true,
  'message-too-long': true,
  'too-many-unanswered': true,
  'version-mismatch': true,
};

/** The sources that are shipped, without the lists of codes themselves. */
const sources = readdirSync(join(repository, 'packages/nopal/src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
  .filter((file) => !['protocol', 'push', 'bridge'].some((folder) => file === join(folder, 'error.ts')))
  .map((file) => readFileSync(join(repository, 'packages/nopal/src', file), 'utf8'))
  .join('\n');

test('the documented codes are the codes, in order', () => {
  const codes = [...ERROR_CODES, ...TOPIC_ERROR_CODES, ...BRIDGE_ERROR_CODES, ...Object.keys(clientCodes)];
  expect(titles).toEqual([...new Set(codes)].toSorted());
});

// As the first argument of an error, as the code of a log line or an answer, or handed to whoever makes one of these.
test.each([
  ['an app', ERROR_CODES, /(?:NopalError\(\s*|refuse\(\s*\d+,\s*|code(?::| =) |request, )'([\w-]+)'/g],
  ['topics', TOPIC_ERROR_CODES, /(?:TopicError\(\s*|\bfail\(\s*|code: )'([\w-]+)'/g],
  ['bridges', BRIDGE_ERROR_CODES, /BridgeError\(\s*'([\w-]+)'/g],
  ['topic clients', Object.keys(clientCodes), /clientError\(\s*'([\w-]+)'/g],
])('every code of %s is thrown, logged or told somewhere', (_, codes, use) => {
  const used = Array.from(sources.matchAll(use), ([, code]) => code);
  expect(codes.filter((code) => !used.includes(code))).toEqual([]);
});

test('every entry begins with how the error shows', () => {
  expect(entries.filter((entry) => !/^.+\n\n\*\*(?:Thrown|Logged|Answered|Told)/.test(entry))).toEqual([]);
});

test('every link to a code leads to an entry', () => {
  const documents = readdirSync(join(repository, 'docs')).filter((file) => file.endsWith('.md'));
  for (const file of ['README.md', 'CONTRIBUTING.md', ...documents.map((name) => `docs/${name}`)]) {
    for (const [, code] of readDocument(file).matchAll(/errors\.md#([\w-]+)/g)) {
      expect(titles, `${file} links to errors.md#${code}`).toContain(code);
    }
  }
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ERROR_CODES } from '../../src/protocol/error.ts';
import { readDocument, repository } from './markdown.ts';

const document = readDocument('docs/errors.md');
const entries = document.split(/^## /m).slice(1);
const titles = entries.map((entry) => entry.slice(0, entry.indexOf('\n')));

/** The sources that are shipped, without the list of codes itself. */
const sources = readdirSync(join(repository, 'packages/nopal/src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file) && file !== join('protocol', 'error.ts'))
  .map((file) => readFileSync(join(repository, 'packages/nopal/src', file), 'utf8'))
  .join('\n');

test('the documented codes are the codes, in order', () => {
  expect(titles).toEqual([...ERROR_CODES].toSorted());
});

test('every code is thrown or logged somewhere', () => {
  // As the first argument of an error, as the code of a log line or an answer, or handed to whoever makes one of these.
  const isUsed = (code: string): boolean =>
    new RegExp(`(?:NopalError\\(\\s*|refuse\\(\\s*\\d+,\\s*|code(?::| =) |request, )'${code}'`).test(sources);
  expect(ERROR_CODES.filter((code) => !isUsed(code))).toEqual([]);
});

test('every entry begins with how the error shows', () => {
  expect(entries.filter((entry) => !/^.+\n\n\*\*(?:Thrown|Logged|Answered)/.test(entry))).toEqual([]);
});

test('every link to a code leads to an entry', () => {
  const documents = ['troubleshooting', 'walkthrough', 'protocol', 'deploying', 'metrics', 'pages'].map(
    (name) => `docs/${name}.md`,
  );
  for (const file of ['README.md', 'CONTRIBUTING.md', ...documents]) {
    for (const [, code] of readDocument(file).matchAll(/errors\.md#([\w-]+)/g)) {
      expect(titles, `${file} links to errors.md#${code}`).toContain(code);
    }
  }
});

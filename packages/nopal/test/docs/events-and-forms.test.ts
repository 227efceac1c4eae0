import type { HandlerOptions } from 'nopal';
import { expect, test } from 'vitest';
import { ERROR_CODES } from '../../src/protocol/error.ts';
import { codeBlocks, readDocument, tableRows } from './markdown.ts';
import { PrintedProject } from './printed-project.ts';

// docs/events-and-forms.md says what the types say: its programs compile, and its tables leave nothing out.

const document = readDocument('docs/events-and-forms.md');

test('the components that it prints are what the compiler accepts', { timeout: 60_000 }, async () => {
  const tsconfig = codeBlocks(readDocument('docs/walkthrough.md')).find(({ info }) => info === 'json tsconfig.json');
  const printed = codeBlocks(document).flatMap(({ info, text }) => {
    const [, file] = /^tsx (\S+)$/.exec(info) ?? [];
    return file === undefined ? [] : [[file, text] as const];
  });
  expect(printed.length).toBeGreaterThan(2);
  const project = new PrintedProject({
    'package.json': '{ "type": "module" }',
    'tsconfig.json': tsconfig?.text ?? '',
    ...Object.fromEntries(printed),
  });
  expect(await project.typeCheck()).toBe('');
});

test('every option of `on` has a row', () => {
  const options: Readonly<Record<keyof HandlerOptions, true>> = {
    debounce: true,
    throttle: true,
    key: true,
    preventDefault: true,
    stopPropagation: true,
    once: true,
  };
  const rows = tableRows(document, 'When to tell: `on`').map(([option = '']) => option.replace(/:.*/, ''));
  expect(rows).toEqual(Object.keys(options));
});

test('its links to errors lead to codes', () => {
  const linked = [...document.matchAll(/errors\.md#([\w-]+)/g)].map(([, code]) => code);
  expect(linked.length).toBeGreaterThan(0);
  for (const code of linked) expect(ERROR_CODES).toContain(code);
});

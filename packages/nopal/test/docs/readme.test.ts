import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { expect, test } from 'vitest';
import { clientScript } from '../support/client-script.ts';
import { Connection } from './connection.ts';
import { codeBlocks, readDocument, repository } from './markdown.ts';
import { PrintedProject } from './printed-project.ts';

const readme = readDocument('README.md');
const blocks = codeBlocks(readme);

const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'ARCHITECTURE.md',
  'packages/nopal/README.md',
  'docs/protocol.md',
  'docs/walkthrough.md',
  'docs/pages.md',
  'docs/events-and-forms.md',
  'docs/topics.md',
  'docs/topics-without-a-library.md',
  'docs/topic-protocol.md',
  'docs/bridges.md',
  'docs/push-model.md',
  'docs/deploying.md',
  'docs/metrics.md',
  'docs/troubleshooting.md',
  'docs/errors.md',
];

test('it is short, and so is its program', () => {
  expect(readme.split('\n').length).toBeLessThanOrEqual(160);
  expect(
    blocks
      .find(({ info }) => info === 'tsx server.tsx')
      ?.text.trim()
      .split('\n').length,
  ).toBeLessThan(20);
});

test('its program type checks, runs, and sends the frame that is printed', { timeout: 30_000 }, async () => {
  const walkthrough = codeBlocks(readDocument('docs/walkthrough.md'));
  const pushes = blocks.find(({ info }) => info === 'ts')?.text ?? '';
  const project = new PrintedProject({
    'package.json': '{ "type": "module" }',
    'tsconfig.json': walkthrough.find(({ info }) => info === 'json tsconfig.json')?.text ?? '',
    'server.tsx': blocks.find(({ info }) => info === 'tsx server.tsx')?.text ?? '',
    'room.tsx': `import { createApp, createTopic, useTopic } from 'nopal';
      const app = createApp();
      ${blocks.find(({ info }) => info === 'tsx room.tsx')?.text ?? ''}`,
    'pushes.ts': `import type { App } from 'nopal';
      declare const updater: App['updater'];
      declare function Clock(): null;
      ${pushes}`,
  });
  expect(pushes.match(/updater\./g)).toHaveLength(4);
  expect(await project.typeCheck()).toBe('');
  const server = await project.start('server.tsx');
  const page = await Connection.toPage(server.url, '/');
  const timeless = (frame: string): string => frame.replace(/\d\d:\d\d:\d\d/, 'time');
  const frame = blocks.find(({ info }) => info === 'frame')?.text.trim() ?? '';
  expect(timeless(await page.next())).toBe(timeless(frame));
  expect(await server.stop()).toBe(0);
});

test("the package's own program runs, and its push is seen", { timeout: 30_000 }, async () => {
  const program = codeBlocks(readDocument('packages/nopal/README.md')).find(({ info }) => info === 'tsx')?.text ?? '';
  const server = await new PrintedProject({ 'package.json': '{ "type": "module" }', 'server.tsx': program }).start(
    'server.tsx',
  );
  await expect.poll(async () => (await fetch(server.url)).text()).toContain('<p>Building</p>');
  expect(await server.stop()).toBe(0);
});

test('the size of the script that it gives is the real one', () => {
  const script = readFileSync(clientScript());
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  const size = (brotliCompressSync(script, quality).length / 1000).toFixed(1);
  expect(/([\d.]+) kB of brotli/.exec(readme)?.[1]).toBe(size);
});

test.each(documents)('the links in %s lead somewhere', (document) => {
  const markdown = readDocument(document);
  const broken = [...markdown.matchAll(/(?<!!\[[^\]]*)\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !link.startsWith('http') && !leadsSomewhere(document, link));
  expect(broken).toEqual([]);
});

function leadsSomewhere(from: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const file = path === '' ? from : join(dirname(from), path);
  if (!existsSync(join(repository, file))) return false;
  return anchor === undefined || anchorsOf(readDocument(file)).includes(anchor);
}

/** The anchors of the headings, as GitHub makes them. */
function anchorsOf(markdown: string): readonly string[] {
  const headings = [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

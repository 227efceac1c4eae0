import { expect, test } from 'vitest';
import { Connection } from './connection.ts';
import { codeBlocks, readDocument } from './markdown.ts';
import { PrintedProject } from './printed-project.ts';

// docs/walkthrough.md is followed as a reader would: its files, its commands, what it says that one sees.

const blocks = codeBlocks(readDocument('docs/walkthrough.md'));

/** The files as they are after a step: each as it was printed last. */
function filesAfter(step: number): Record<string, string> {
  const files: Record<string, string> = {};
  for (const { info, text, heading } of blocks) {
    const [, file] = /^\w+ (\S+)$/.exec(info) ?? [];
    if (file !== undefined && (Number.parseInt(heading, 10) || 0) <= step) files[file] = text;
  }
  return files;
}

function printed(info: string): string {
  return blocks.find((block) => block.info === info)?.text.trim() ?? '';
}

/** The body of the page at an address. */
async function see(url: string): Promise<string> {
  return (await fetch(url)).text();
}

test('the files are what the compiler accepts, after each version of the server', { timeout: 60_000 }, async () => {
  const project = new PrintedProject(filesAfter(6));
  expect(await project.typeCheck()).toBe('');
  for (const [file, content] of Object.entries(filesAfter(8))) project.write(file, content);
  expect(await project.typeCheck()).toBe('');
});

test('after step 2 there is a page that waits', { timeout: 30_000 }, async () => {
  const server = await new PrintedProject(filesAfter(2)).start('server.tsx');
  expect(await see(server.url)).toContain('<p>Waiting for a build.</p>');
  expect(await server.stop()).toBe(0);
});

test('after step 4 the service moves the page, by the frame that step 5 prints', { timeout: 30_000 }, async () => {
  const server = await new PrintedProject(filesAfter(4)).start('server.tsx');
  const page = await Connection.toPage(server.url, '/');
  expect(await page.nextLike(/Published/)).toBe(printed('frame'));
  // Retained: whoever comes now does not begin with nothing.
  expect(await see(server.url)).toContain('<p>Build 1: Published</p>');
  expect(server.lines.map(({ msg }) => msg)).toContain('service started');
  expect(await server.stop()).toBe(0);
});

test('the pushes of step 6 reach whom they say, as many as printed', { timeout: 30_000 }, async () => {
  const server = await new PrintedProject(filesAfter(6)).start('server.tsx');
  const shop = await Connection.toPage(server.url, '/sites/shop');
  const blog = await Connection.toPage(server.url, '/sites/blog');
  const commands = blocks.flatMap(({ text }) => [...text.matchAll(/^curl -X POST localhost:3000(\S+) +# (\d+)$/gm)]);
  const answers = new Map(commands.map(([, path = '', count]) => [path, count]));
  expect([...answers.keys()]).toEqual(['/one', '/type', '/visit/blog', '/some']);
  const push = async (path: string): Promise<void> => {
    const response = await fetch(server.url + path, { method: 'POST' });
    expect(await response.text(), path).toBe(answers.get(path));
  };
  await push('/one');
  await shop.nextLike(/Only the shop\./);
  await push('/type');
  await shop.nextLike(/All sites\./);
  await blog.nextLike(/All sites\./);
  await push('/visit/blog');
  await blog.nextLike(/1 visits\. Welcome\./);
  await push('/some');
  await blog.nextLike(/Busy\./);
  await server.stop();
});

test('the log of step 7 reads as printed', { timeout: 30_000 }, async () => {
  const project = new PrintedProject(filesAfter(6));
  const [, setting = ''] = blocks.flatMap(({ text }) => /^NOPAL_LOG=(\S+) node/.exec(text) ?? []);
  const server = await project.start('server.tsx', { NOPAL_LOG: setting });
  await Connection.toPage(server.url, '/');
  await expect
    .poll(() => server.lines, { timeout: 10_000 })
    .toContainEqual(expect.objectContaining(JSON.parse(printed('log'))));
  await server.stop();

  const service = filesAfter(6)['build-service.ts'] ?? '';
  project.write('build-service.ts', service.replace("'build', build", "'biuld', build"));
  const misspelt = await project.start('server.tsx');
  await expect.poll(() => misspelt.lines.map(({ msg }) => msg).join('\n')).toContain(printed('text'));
  await misspelt.stop();
});

test('step 8 skips updates in between, and the last one arrives', { timeout: 30_000 }, async () => {
  const server = await new PrintedProject(filesAfter(8)).start('server.tsx');
  const page = await Connection.toPage(server.url, '/');
  await page.nextLike(/Published/);
  let frames = 0;
  // The next build, from its first frame to its last: a hundred and one pushes.
  for (let frame = ''; !frame.includes('Published'); frame = await page.next()) frames++;
  expect(frames).toBeGreaterThan(1);
  expect(frames).toBeLessThan(50);
  await server.stop();
});

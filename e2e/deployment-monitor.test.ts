/** The example as its users meet it: the real server, real deployments, a real browser. */
import { expect, test } from 'vitest';
import { useBrowser } from './support/browser.ts';
import { dashboard, deploy, startExample, status } from './support/deployment-monitor.ts';
import { eventually } from './support/eventually.ts';
import { markedNodes, markNodes } from './support/nodes.ts';
import { recordChanges } from './support/record-changes.ts';

const browser = useBrowser();
const quick = ['--pace', '0.1', '--failure-rate', '0'];
const broken = ['--pace', '0.1', '--failure-rate', '1', '--seed', '1'];

test('the page is readable without script, and idle at first', async () => {
  const app = await startExample(...quick);
  const tab = await browser.open(app.url, { javaScriptEnabled: false });
  expect(tab.page.url()).toBe(app.url + dashboard);
  expect(await tab.page.title()).toBe('Deployment Monitor');
  expect(await tab.page.locator('main').ariaSnapshot()).toMatchInlineSnapshot(`
    "- main:
      - heading "Deployment Monitor" [level=1]
      - button "Deploy now"
      - region "Prickly Pear Café":
        - paragraph: Idle
        - heading "Prickly Pear Café" [level=2]
        - status: Waiting for the next deployment…
        - paragraph: No deployment yet
      - paragraph:
        - strong: No polling.
        - text: "This page asks for nothing: the server pushes each change the moment it happens.""
  `);
});

test('a deployment goes from Idle to Published by patches alone', async () => {
  const app = await startExample('--pace', '0.5', '--failure-rate', '0');
  const tab = await browser.open(app.url + dashboard).then((each) => each.connected());
  const unrelated = ['main', 'header', 'h1', 'button', 'section', 'h2', '[role=status]', 'footer', '.note', 'path'];
  await markNodes(tab.page, unrelated);
  const stages = await recordChanges(tab.page, '[role=status]');
  const progress = await recordChanges(tab.page, '[role=progressbar]', 'aria-valuenow');
  const atFirst = tab.requests.length;

  await deploy(tab);
  await tab.page.getByRole('button', { name: 'Deployment running…', disabled: true }).waitFor();
  await status(tab, 'Published');
  expect(await stages()).toEqual([
    'Waiting for the next deployment…',
    'Initializing build environment…',
    'Installing dependencies…',
    'Building application…',
    'Optimizing assets…',
    'Deploying to production…',
    'Live: Prickly Pear Café was published successfully.',
  ]);
  expect(await progress()).toEqual([null, '0', '20', '40', '70', '90', '100']);
  expect(await markedNodes(tab.page, unrelated)).toEqual(['window', ...unrelated]);
  expect(tab.requests.slice(atFirst)).toEqual([]);
  expect(tab.sent.filter((message) => !/^\["(?:hello|ack|event)",/.test(message))).toEqual([]);
  expect(tab.received.filter((frame) => frame.startsWith('['))).toHaveLength(6);
  expect(tab.console).toEqual(['[nopal] connected']);
  expect(tab.errors).toEqual([]);
  await tab.page.getByRole('button', { name: 'Deploy now', disabled: false }).waitFor();
});

test('the live link opens the site that was built, in a new tab', async () => {
  const app = await startExample(...quick);
  const visitor = await browser.visitor();
  const tab = await browser.open(app.url + dashboard, visitor).then((each) => each.connected());
  await deploy(tab);
  const link = tab.page.getByRole('link', { name: 'Open the live site (in a new tab)' });
  const [site] = await Promise.all([visitor.waitForEvent('page'), link.click()]);
  await site.getByRole('heading', { name: 'Prickly Pear Café' }).waitFor();
  // Its script ran, its style sheet and its picture were found.
  await site.locator('#menu dt').first().waitFor();
  expect(await site.evaluate(() => document.styleSheets.length)).toBeGreaterThan(0);
  await eventually(() => site.evaluate(() => document.querySelector('img')?.naturalWidth)).toBeGreaterThan(0);
  // The dashboard is still there, and still connected.
  await deploy(tab);
  await status(tab, 'Building');
});

test('a failed deployment shows what the bundler printed', async () => {
  const app = await startExample(...broken);
  const tab = await browser.open(app.url + dashboard).then((each) => each.connected());
  await deploy(tab);
  await status(tab, 'Failed');
  const output = (await tab.text('pre')) ?? '';
  expect(output.split('\n').length).toBeGreaterThan(5);
  expect(output).toContain('Build failed with 1 error');
  expect(output).toMatch(/src\/|packages\//);
  expect(await tab.text('[role=status]')).toBe('Failed in the stage “Building application…”');
  expect(await tab.page.getByRole('link').count()).toBe(0);
  await eventually(() => app.messages(40)).toEqual([expect.stringMatching(/^[0-9a-f]{8} failed$/)]);
  // The way out of it is there again.
  await tab.page.getByRole('button', { name: 'Deploy now', disabled: false }).waitFor();
  expect(tab.errors).toEqual([]);
});

test('a page opened in the middle shows the current state, and what follows', async () => {
  const app = await startExample('--pace', '0.5', '--failure-rate', '0');
  const first = await browser.open(app.url + dashboard).then((each) => each.connected());
  await deploy(first);
  await status(first, 'Building');
  const served = await browser.open(app.url + dashboard, { javaScriptEnabled: false });
  expect(await served.page.locator('.badge').textContent()).toBe('Building');
  const later = await browser.open(app.url + dashboard);
  expect(await later.text('.deployment-id')).toBe(await first.text('.deployment-id'));
  await Promise.all([first, later].map((tab) => status(tab, 'Published')));
  expect(await later.html()).toBe(await first.html());
});

test('the log tells of each deployment', async () => {
  const app = await startExample(...quick);
  const tab = await browser.open(app.url + dashboard).then((each) => each.connected());
  await deploy(tab);
  await status(tab, 'Published');
  const id = await tab.text('.deployment-id');
  await app.stop();
  expect(app.messages()).toEqual([
    `listening on ${app.url}`,
    'service started',
    `open ${app.url}${dashboard}`,
    `starting deployment ${id}`,
    `${id} completed: /sites/${id}/`,
    'SIGTERM: shutting down',
    'service stopped',
  ]);
});

test('an app that watches deploys by itself', async () => {
  const app = await startExample(...quick, '--watch', '--idle', '0', '--pause', '0');
  await eventually(() => app.messages().filter((line) => line.includes('starting deployment')).length).toBeGreaterThan(
    1,
  );
});

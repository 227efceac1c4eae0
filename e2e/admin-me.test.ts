/** The admin's own pages of its users: who may see them, and what reaches whom. */
import { expect, test } from 'vitest';
import { signIn, useAdmin } from './support/admin.ts';
import { useBrowser } from './support/browser.ts';
import { eventually } from './support/eventually.ts';
import { follow, isAt, openAt } from './support/in-shell.ts';
import { markedNodes, markNodes } from './support/nodes.ts';
import type { Tab } from './support/tab.ts';

const browser = useBrowser();
const admin = useAdmin();

/** A page of somebody who signed in. */
async function pageOf(name: string): Promise<Tab> {
  const tab = await openAt(browser, admin(), '/login');
  await signIn(tab, admin(), name);
  return tab.connected();
}

function list({ page }: Tab, heading: string): Promise<string[]> {
  const section = page.locator('section').filter({ has: page.getByRole('heading', { name: heading }) });
  return section.locator('li > :first-child').allTextContents();
}

const tasks = (tab: Tab): Promise<string[]> => list(tab, 'Your tasks');
const feed = (tab: Tab): Promise<string[]> => list(tab, 'What happened');

test('who is not signed in gets to the way to sign in, in place and by address; who is, to the own page', async () => {
  const tab = await openAt(browser, admin(), '/ci');
  await markNodes(tab.page, ['.admin', 'nav']);
  await follow(tab, 'My tasks');
  await isAt(tab, 'Sign in', 'Sign in', '/login');
  expect(await markedNodes(tab.page, ['.admin', 'nav'])).toEqual(['window', '.admin', 'nav']);
  await tab.page.goto(`${admin().url}/me`);
  await isAt(tab, 'Sign in', 'Sign in', '/login');

  await signIn(tab, admin(), 'Chen Wei');
  await tab.connected();
  await isAt(tab, 'Chen Wei', 'My tasks', '/me');
  expect(await tab.text('.user')).toBe('Chen Wei');
  // Navigation in place goes on as the user.
  await markNodes(tab.page, ['.admin', 'nav']);
  await follow(tab, 'Pipelines');
  await isAt(tab, 'Pipelines', 'Pipelines', '/ci');
  await follow(tab, 'My tasks');
  await isAt(tab, 'Chen Wei', 'My tasks', '/me');
  expect(await markedNodes(tab.page, ['.admin', 'nav'])).toEqual(['window', '.admin', 'nav']);

  await tab.page.getByRole('button', { name: 'Sign out' }).click();
  await isAt(tab, 'Sign in', 'Sign in', '/login');
  expect(await tab.text('.user')).toBe('Sign in');
  await tab.page.goto(`${admin().url}/me`);
  await isAt(tab, 'Sign in', 'Sign in', '/login');
  expect(tab.errors).toEqual([]);
});

test('a form of another site signs nobody in', async () => {
  const answer = await fetch(`${admin().url}/session`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: 'https://elsewhere.example' },
    body: new URLSearchParams({ user: 'amina' }),
  });
  expect(answer.status).toBe(403);
  expect(answer.headers.getSetCookie().filter((cookie) => cookie.includes('amina'))).toEqual([]);
});

test('a task reaches every page of the one it is for, at once, and nobody else', async () => {
  const amina = await pageOf('Amina Diallo');
  const again = await openAt(browser, admin(), '/me', amina.page.context());
  const boris = await pageOf('Boris Novák');
  const chen = await pageOf('Chen Wei');
  const secret = 'Water the cactus of the third floor';
  const heardByChen = chen.received.length;

  await boris.page.getByLabel('To', { exact: true }).selectOption('Amina Diallo');
  await boris.page.getByRole('textbox', { name: 'Task' }).fill(secret);
  await boris.page.getByRole('button', { name: 'Assign' }).click();
  for (const tab of [amina, again]) {
    await eventually(() => tasks(tab)).toEqual([`${secret} from Boris Novák`]);
    expect((await feed(tab))[0]).toBe(`Boris Novák gave you a task: ${secret}`);
  }
  await eventually(() => boris.page.getByRole('textbox', { name: 'Task' }).inputValue()).toBe('');
  await eventually(async () => (await feed(boris))[0]).toBe(`You gave Amina Diallo a task: ${secret}`);
  expect(await tasks(boris)).toEqual([]);

  // Chen's page is pushed to after that: what is not there now was not sent.
  await boris.page.getByLabel('To', { exact: true }).selectOption('Chen Wei');
  await boris.page.getByRole('textbox', { name: 'Task' }).fill('Count the rows');
  await boris.page.getByRole('button', { name: 'Assign' }).click();
  await eventually(() => tasks(chen)).toEqual(['Count the rows from Boris Novák']);
  const frames = chen.received.slice(heardByChen).join('\n');
  expect(frames).toContain('Count the rows');
  expect(frames).not.toContain(secret);

  // Done on one page, done on the other.
  await again.page.getByRole('button', { name: `Done with ${secret}` }).click();
  for (const tab of [amina, again]) {
    await eventually(() => tasks(tab)).toEqual([]);
    await eventually(async () => (await feed(tab))[0]).toBe(`You did: ${secret}`);
  }
  expect([amina, again, boris, chen].flatMap(({ errors }) => errors)).toEqual([]);
});

test('a task without a text is refused at its field', async () => {
  const tab = await pageOf('Amina Diallo');
  const field = tab.page.getByRole('textbox', { name: 'Task' });
  await tab.page.getByRole('button', { name: 'Assign' }).click();
  await tab.page.getByText('Say what to do').waitFor();
  expect(await field.getAttribute('aria-invalid')).toBe('true');
  await field.fill('Now with a text');
  await tab.page.getByRole('button', { name: 'Assign' }).click();
  await eventually(() => tasks(tab)).toEqual(['Now with a text from Amina Diallo']);
  await tab.page.getByText('Say what to do').waitFor({ state: 'detached' });
});

test('without script one signs in, gives tasks and does them all the same', async () => {
  const tab = await browser.open(`${admin().url}/me`, { javaScriptEnabled: false });
  expect(tab.page.url()).toBe(`${admin().url}/login`);
  await signIn(tab, admin(), 'Boris Novák');
  await tab.page.getByLabel('To', { exact: true }).selectOption('Boris Novák');
  await tab.page.getByRole('textbox', { name: 'Task' }).fill('Read the log');
  await tab.page.getByRole('button', { name: 'Assign' }).click();
  expect(await tasks(tab)).toEqual(['Read the log from Boris Novák']);
  await tab.page.getByRole('button', { name: 'Done with Read the log' }).click();
  expect(await tasks(tab)).toEqual([]);
  expect((await feed(tab))[0]).toBe('You did: Read the log');
});

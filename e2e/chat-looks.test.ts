/** The chat for every eye: narrow and wide, light and dark, empty and in use. */
import { expect, test } from 'vitest';
import { openChat, PlainClient, say, socketUrl, startChat } from './support/chat.ts';
import { useBrowser } from './support/browser.ts';
import { faintTexts } from './support/contrast.ts';
import { eventually } from './support/eventually.ts';
import type { Tab } from './support/tab.ts';

const browser = useBrowser();
// One thing changes from each to the next.
const looks = [
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 1280 },
  { colorScheme: 'dark', width: 800 },
  { colorScheme: 'dark', width: 360 },
  { colorScheme: 'light', width: 360 },
] as const;

/** What is wrong with how the page looks, each way. */
async function problems({ page }: Tab): Promise<string[]> {
  const found: string[] = [];
  for (const { colorScheme, width } of looks) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 760 });
    const wide = await page.evaluate(() =>
      [document.documentElement, ...document.querySelectorAll('.log, .people, .mentions')]
        .filter((element) => element.scrollWidth > element.clientWidth)
        .map((element) => `${element.className} is too wide`),
    );
    const field = await page.getByRole('textbox', { name: 'Message to' }).boundingBox();
    const isCut = field === null || field.y + field.height > 760 || field.x + field.width > width;
    const texts = [...wide, ...(isCut ? ['the field is out of sight'] : []), ...(await faintTexts(page))];
    found.push(...texts.map((text) => `${colorScheme}, ${width}: ${text}`));
  }
  return found;
}

test('a chat in which nothing was said can be read', async () => {
  const { url } = await startChat();
  expect(await problems(await openChat(browser, url))).toEqual([]);
});

test('a chat in use can be read, long words and open panels included', async () => {
  const { url } = await startChat();
  const tab = await openChat(browser, url, { name: 'Ann' });
  const clients = [];
  for (let i = 0; i < 12; i++) clients.push(await PlainClient.connect(socketUrl(url)));
  for (const [i, client] of clients.entries()) client.send(`@Ann ${i} https://example.com/${'long'.repeat(60)}`);
  await say(tab, 'averylongwordwithoutanybreak'.repeat(8));
  await eventually(() => tab.text('.mentions-button .badge')).toBe('12 new');
  await tab.page.getByLabel('Your name').fill('no name');
  await tab.page.keyboard.press('Enter');
  await tab.page.getByText('1 to 24 letters').waitFor();
  expect(await problems(tab)).toEqual([]);
  // Narrow by now: people and mentions are behind their buttons.
  await tab.page.getByRole('button', { name: /online$/ }).click();
  await tab.page.getByLabel('Your name').waitFor();
  expect(await faintTexts(tab.page)).toEqual([]);
  await tab.page.keyboard.press('Escape');
  await tab.page.getByRole('button', { name: 'Mentions' }).click();
  await tab.page.getByRole('button', { name: 'Mark as read' }).waitFor();
  expect(await faintTexts(tab.page)).toEqual([]);
});

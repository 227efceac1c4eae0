/** The example for every eye and ear: narrow and wide, light and dark, by its colours or by a screen reader. */
import { expect, test } from 'vitest';
import { useBrowser } from './support/browser.ts';
import { faintTexts } from './support/contrast.ts';
import { dashboard, deploy, startExample, status } from './support/deployment-monitor.ts';
import { eventually } from './support/eventually.ts';
import type { Tab } from './support/tab.ts';

const browser = useBrowser();

const looks = [
  { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  { colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
  { colorScheme: 'light', viewport: { width: 320, height: 640 } },
  { colorScheme: 'dark', viewport: { width: 320, height: 640 } },
] as const;

/** Whatever is wrong with how a page looks in a status. */
async function problems(tab: Tab, expected: string): Promise<unknown> {
  await status(tab, expected);
  const sideways = await tab.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  const faint = await faintTexts(tab.page);
  // Still in that status: this is what was looked at.
  return { status: await tab.text('.badge'), sideways, faint };
}

const fine = (expected: string): unknown => looks.map(() => ({ status: expected, sideways: 0, faint: [] }));

test.for([
  ['Idle', 'Building', 'Published'],
  ['Idle', 'Building', 'Failed'],
])('%s, %s and %s can be read in light and dark, wide and narrow', async (statuses) => {
  const app = await startExample('--pace', '0.8', '--failure-rate', statuses.includes('Failed') ? '1' : '0');
  const tabs = await Promise.all(
    looks.map((look) => browser.open(app.url + dashboard, look).then((each) => each.connected())),
  );
  for (const expected of statuses) {
    if (expected === 'Building') await deploy(tabs[0] as Tab);
    expect(await Promise.all(tabs.map((tab) => problems(tab, expected)))).toEqual(fine(expected));
  }
});

test('dark and light differ in ground, card and text', async () => {
  const app = await startExample();
  const [light, dark] = await Promise.all(
    looks.slice(0, 2).map(async (look) => {
      const { page } = await browser.open(app.url + dashboard, look);
      return page.evaluate(() =>
        ['body', '.card', 'h1'].map((selector) => {
          const { color, backgroundColor } = getComputedStyle(document.querySelector(selector) ?? document.body);
          return `${color} on ${backgroundColor}`;
        }),
      );
    }),
  );
  for (const [i, colours] of (light ?? []).entries()) expect(colours).not.toBe(dark?.[i]);
});

test('assistive technology gets the bar, the live region and the new link by name', async () => {
  const app = await startExample('--pace', '0.1', '--failure-rate', '0');
  const tab = await browser.open(app.url + dashboard).then((each) => each.connected());
  const status = tab.page.locator('#nopal').getByRole('status');
  const region = await status.elementHandle();
  await deploy(tab);
  const bar = tab.page.getByRole('progressbar', { name: 'Deployment progress' });
  await bar.waitFor();
  const limits = await bar.evaluate(({ ariaValueMin, ariaValueMax }) => [ariaValueMin, ariaValueMax]);
  expect(limits).toEqual(['0', '100']);
  await tab.page.getByRole('link', { name: 'Open the live site (in a new tab)' }).waitFor();
  // A live region speaks only if it was there before its text changed.
  expect(await status.evaluate((now, before) => now === before, region)).toBe(true);
  expect(await status.getAttribute('aria-live')).toBe('polite');
  expect(await bar.getAttribute('aria-valuenow')).toBe('100');
});

test('what a failing tool printed can be scrolled by keyboard, and the page stays as wide as the screen', async () => {
  const app = await startExample('--pace', '0', '--failure-rate', '1');
  const tab = await browser.open(app.url + dashboard, looks[2]).then((each) => each.connected());
  await deploy(tab);
  const output = tab.page.getByRole('region', { name: 'Error output' });
  await output.waitFor();
  expect(await output.evaluate((pre) => pre.scrollWidth - pre.clientWidth)).toBeGreaterThan(0);
  await tab.page.getByRole('button', { name: 'Deploy now' }).focus();
  await tab.page.keyboard.press('Tab');
  await tab.page.keyboard.press('ArrowRight');
  await eventually(() => output.evaluate((pre) => pre.scrollLeft)).toBeGreaterThan(0);
});

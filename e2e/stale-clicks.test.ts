/** Clicks on what is not there any more, or somewhere else by now, before the page knows. */
import type { ChaosProxy } from 'nopal-chaos';
import { expect, test } from 'vitest';
import { useBrowser } from './support/browser.ts';
import { eventually } from './support/eventually.ts';
import { startNetwork } from './support/network.ts';
import { recordOutcomes, type Outcome } from './support/outcomes.ts';
import { useFixtureApp } from './support/shared-app.ts';
import type { Tab } from './support/tab.ts';
import { update } from './support/updates.ts';

const browser = useBrowser();
const app = useFixtureApp('navigation');

/** Rows behind a network of their own. */
async function openRows(): Promise<{ tab: Tab; network: ChaosProxy; outcomes: () => Promise<Outcome[]> }> {
  const network = await startNetwork(app().port);
  const tab = await (await browser.open(`${network.url}/rows`)).connected();
  // The first click also waits for the script that tells of clicks.
  await tab.page.getByRole('button', { name: 'Count' }).click();
  await tab.shows('output', '1');
  return { tab, network, outcomes: await recordOutcomes(tab.page) };
}

/** Clicks on a row while the page does not know yet that the rows are others. */
async function clickLate(
  { tab, network }: { readonly tab: Tab; readonly network: ChaosProxy },
  button: string,
  names: readonly string[],
): Promise<void> {
  network.stall('toClient');
  await update(app(), { type: 'Rows', values: { names } });
  await tab.page.getByRole('button', { name: button, exact: true }).click();
  expect(await tab.page.locator('#keyed li').allTextContents()).not.toEqual(names);
  network.resume();
  await eventually(() => tab.page.locator('#keyed li').allTextContents()).toEqual(names);
}

for (const [what, names] of [
  ['moved', ['cat', 'bee', 'ant']],
  ['moved, with a new one where it was', ['ant', 'dog', 'cat', 'bee']],
] as const) {
  test(`a click on a row with a key that ${what} meanwhile hits that row`, async () => {
    const rows = await openRows();
    await clickLate(rows, 'Keyed bee', names);
    await rows.tab.shows('#hits', 'bee');
    expect((await rows.outcomes()).map(([, ...outcome]) => outcome)).toEqual([['done']]);
  });
}

test('a click on a row that was deleted meanwhile is refused, and its neighbours are not hit', async () => {
  const rows = await openRows();
  await clickLate(rows, 'Keyed bee', ['ant', 'cat']);
  await eventually(rows.outcomes).toEqual([[expect.any(Number), 'not run', 'stale']]);
  expect(await rows.tab.text('#hits')).toBe('');
});

for (const [what, names] of [
  ['was deleted', ['ant', 'cat']],
  ['got another before it', ['dog', 'ant', 'bee', 'cat']],
  ['changed places', ['bee', 'ant', 'cat']],
] as const) {
  test(`a click on a row without a key in a list where one ${what} meanwhile is refused`, async () => {
    const rows = await openRows();
    await clickLate(rows, 'Unkeyed bee', names);
    await eventually(rows.outcomes).toEqual([[expect.any(Number), 'not run', 'stale']]);
    expect(await rows.tab.text('#hits')).toBe('');
    // On what is shown now, it works.
    await rows.tab.page.getByRole('button', { name: 'Unkeyed cat', exact: true }).click();
    await rows.tab.shows('#hits', 'cat');
  });
}

test('a click on something else than the list is no matter of the list', async () => {
  const rows = await openRows();
  await clickLate(rows, 'Count', ['dog', 'cat']);
  await rows.tab.shows('output', '2');
});

test('many clicks on rows that move all the time hit what was clicked, or nothing', async () => {
  const { tab, network, outcomes } = await openRows();
  network.set({ toClient: { latencyMs: 50, jitterMs: 50 }, toServer: { latencyMs: 50, jitterMs: 50 } });
  const orders = [
    ['bee', 'cat', 'ant'],
    ['cat', 'ant'],
    ['dog', 'cat', 'ant', 'bee'],
    ['ant', 'bee', 'cat'],
  ];
  const clicked: string[] = [];
  for (let i = 0; i < 12; i++) {
    await update(app(), { type: 'Rows', values: { names: orders[i % orders.length] } });
    // Whatever is first now in the page, which is some pushes behind.
    const name = await tab.page.evaluate(() => {
      const button = document.querySelector<HTMLElement>('#keyed button');
      button?.click();
      return button?.textContent ?? '';
    });
    clicked.push(name);
  }
  await eventually(async () => (await outcomes()).length).toBe(clicked.length);
  const done = (await outcomes()).map(([, outcome]) => outcome === 'done');
  await tab.shows('#hits', clicked.filter((_, index) => done[index]).join());
});

test('two quick clicks on a count are two, though the page knows of neither', async () => {
  const { tab, network } = await openRows();
  network.set({ toClient: { latencyMs: 200 }, toServer: { latencyMs: 200 } });
  await tab.page.evaluate(() => {
    const button = [...document.querySelectorAll('button')].find((each) => each.textContent === 'Count');
    button?.click();
    button?.click();
  });
  expect(await tab.text('output')).toBe('1');
  await tab.shows('output', '3');
});

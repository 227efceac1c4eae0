/** The admin's pipelines: what comes by webhooks, and what does not. */
import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { useAdmin, webhookSecret } from './support/admin.ts';
import { useBrowser } from './support/browser.ts';
import { eventually } from './support/eventually.ts';
import { follow, isAt, openAt } from './support/in-shell.ts';
import { recordChanges } from './support/record-changes.ts';
import type { Tab } from './support/tab.ts';

const browser = useBrowser();
const admin = useAdmin();

/** Status, pipeline and stage of each build, as the page has them. */
function builds({ page }: Tab): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('main tbody tr')].map((row) =>
      ['.mark', '.about strong', '.about', 'td:nth-child(3)']
        .map((selector) => row.querySelector(selector))
        .map((cell, i) => (i === 0 ? cell?.lastChild : i === 2 ? cell?.childNodes[1] : cell)?.textContent?.trim())
        .join(' '),
    ),
  );
}

/** What GitHub sends of a run that was asked for, as far as the page shows it. */
const requested = {
  action: 'requested',
  workflow_run: {
    id: 4711,
    run_attempt: 1,
    name: 'CI',
    head_branch: 'secret',
    status: 'queued',
    conclusion: null,
    run_started_at: '2026-01-02T03:04:05Z',
    updated_at: '2026-01-02T03:04:05Z',
    html_url: 'https://github.com/acme/shop/actions/runs/4711',
  },
  repository: { full_name: 'acme/shop' },
};

test('a webhook whose signature is wrong or missing is refused and shows nothing', async () => {
  const tab = await openAt(browser, admin(), '/ci');
  const path = '/webhooks/github';
  const headers = { 'x-github-event': 'workflow_run', 'x-github-delivery': 'the same each time' };
  const body = JSON.stringify(requested);
  const sign = (secret: string): string => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  const send = (signature: Record<string, string>): Promise<Response> =>
    fetch(admin().url + path, { method: 'POST', body, headers: { ...headers, ...signature } });

  for (const signature of [{}, { 'x-hub-signature-256': sign('guessed') }]) {
    const answer = await send(signature);
    expect(answer.status).toBe(401);
    expect(await answer.text()).toContain('GITHUB_WEBHOOK_SECRET');
  }
  expect(await tab.text('main h2')).toBe('No builds yet');
  // It was the signature alone. Had one of the others been taken, this delivery would be a repeat.
  const answer = await send({ 'x-hub-signature-256': sign(webhookSecret) });
  expect([answer.status, await answer.text()]).toEqual([202, 'Thank you, the page shows it now.\n']);
  await eventually(() => builds(tab)).toEqual(['queued acme/shop · CI on secret Waiting for a runner']);
  expect(await tab.text('main [role=status]')).toBe('1 running.');
});

test('signed webhooks of both services move the builds on every open page, as they come', async () => {
  const tab = await openAt(browser, admin(), '/ci');
  const other = await openAt(browser, admin(), '/sites');
  const before = await builds(tab);
  const stages = await recordChanges(tab.page, 'main tbody td:nth-child(3)');
  const atFirst = tab.requests.length;
  await admin().sendWebhooks();
  const after = [
    'failed Warehouse on release/4.2 Finished',
    'failed acme/shop · CI on feature/checkout test: Run the tests failed',
    'succeeded Warehouse on main Finished',
    'succeeded acme/shop · CI on main Finished',
    ...before,
  ];
  await eventually(() => builds(tab)).toEqual(after);
  // Not all of them need to be seen, but more than how it was and how it ended.
  expect((await stages()).length).toBeGreaterThan(3);
  expect(tab.requests.slice(atFirst)).toEqual([]);
  // Who comes later sees the same, by a navigation in place or by a load.
  await follow(other, 'Pipelines');
  await isAt(other, 'Pipelines', 'Pipelines', '/ci');
  expect(await builds(other)).toEqual(after);
  await other.page.reload();
  expect(await builds(other)).toEqual(after);
  expect([...tab.errors, ...other.errors]).toEqual([]);
  expect(admin().complaints()).toEqual([]);
});

import { subscribe } from 'node:diagnostics_channel';
import { expect, test } from 'vitest';
import { RpcTarget } from '../../src/capnweb.ts';
import { useState } from '../../src/index.ts';
import { prometheus } from '../../src/prometheus.ts';
import { serve, type RunningApp } from '../support/app.ts';
import { TestPage } from '../support/test-page.ts';
import { until } from '../support/until.ts';
import { labelsOf, readExposition, type Exposition } from './exposition.ts';
import { codeBlocks, readDocument, tableRows } from './markdown.ts';
import { PrintedProject } from './printed-project.ts';

const document = readDocument('docs/metrics.md');
const blocks = codeBlocks(document);

function Board() {
  const [headline] = useState('Nothing yet');
  const [clicks, setClicks] = useState(0);
  return (
    <main>
      <h1>{headline}</h1>
      <button onClick={() => setClicks(clicks + 1)}>{clicks}</button>
    </main>
  );
}

/** An app in which something of everything that is timed has happened. */
async function busyApp(): Promise<RunningApp> {
  const app = await serve((each) => {
    each.page('/', Board).rpc('/api', () => new RpcTarget());
    each.http.get('/metrics', prometheus(each, { processMetrics: false }));
  });
  await scrape(app);
  const page = await TestPage.open(app);
  app.app.updater.broadcastStateUpdate('headline', 'Something');
  await page.shows('Something', 'h1');
  await page.click('button');
  // A batch that is none: it is refused by a code.
  await fetch(`${app.url}/api`, { method: 'POST', body: '?' });
  return app;
}

async function scrape(app: RunningApp): Promise<Exposition> {
  return readExposition(await (await fetch(`${app.url}/metrics`)).text());
}

test('the table of metrics is what the endpoint gives: names, types and labels', async () => {
  const exposition = await scrape(await busyApp());
  const given = [...exposition.types].map(([name, type]) => [name, type, labelsOf(exposition, name).join()].join(' '));
  const printed = tableRows(document, 'The metrics').map((row) => row.slice(0, 3).join(' '));
  expect(printed.toSorted()).toEqual(given.toSorted());
});

test('the table says something of every state, kind and reason by name', async () => {
  const { values } = await scrape(await busyApp());
  const row = (name: string): string =>
    tableRows(document, 'The metrics')
      .find(([each]) => each === name)
      ?.join() ?? '';
  for (const series of values.keys()) {
    const [, name = '', label, value = ''] = /^(\w+)\{(state|kind|reason|quantile)="([^"]+)"\}$/.exec(series) ?? [];
    if (label !== undefined) expect(row(name), `${name} says nothing of ${value}`).toContain(value);
  }
});

test('the channels tell what the table says', async () => {
  const told = new Map<string, Set<string>>();
  const channels = tableRows(document, 'Channels').map(([channel = '', , besides = '']) => [channel, besides] as const);
  for (const [channel] of channels) {
    told.set(channel, new Set());
    subscribe(channel, (message) => {
      for (const field of Object.keys(message as object)) told.get(channel)?.add(field);
    });
  }
  const app = await busyApp();
  const page = await TestPage.open(app);
  page.raise('h1');
  await until(() => told.get('nopal:event')?.has('reason') === true);
  for (const [channel, besides] of channels) {
    const fields = [...(told.get(channel) ?? [])].filter((field) => field !== 'ms');
    expect(told.get(channel), channel).toContain('ms');
    expect(fields.filter((field) => !besides.includes(field))).toEqual([]);
    expect(fields, channel).not.toEqual([]);
  }
});

test('the printed programs type check', { timeout: 30_000 }, async () => {
  const walkthrough = codeBlocks(readDocument('docs/walkthrough.md'));
  const printed = blocks.filter(({ info }) => info.startsWith('ts '));
  const project = new PrintedProject({
    'package.json': '{ "type": "module" }',
    'tsconfig.json': walkthrough.find(({ info }) => info === 'json tsconfig.json')?.text ?? '',
    ...Object.fromEntries(printed.map(({ info, text }) => [info.slice(3), text])),
  });
  expect(printed).toHaveLength(2);
  expect(await project.typeCheck()).toBe('');
});

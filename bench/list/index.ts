import { createApp } from 'nopal';
import { pino } from 'pino';
import { chromium } from 'playwright-core';
import { ensureChromium, launchOptions } from '../../scripts/chromium.mjs';
import { ISOLATED } from '../delay/bare.ts';
import type { Figure, Part, Section } from '../lib/part.ts';
import { progress } from '../lib/progress.ts';
import { spread } from '../lib/stats.ts';
import { PEERS } from './bundle.ts';
import { ROWS, type Change } from './changes.ts';
import { visit, type Contender, type Visit } from './contender.ts';
import { startPeers } from './peer-server.ts';
import type { Measured } from './stopwatch.ts';
import { MemoTable } from './tables.tsx';

/** How often each page is visited; each time it begins anew, in a window of its own. */
const ROUNDS = 3;

/**
 * How the peers' pages are written. How long Chromium lays out and paints may depend on whether it parsed the table, as
 * it does nopal's, or a script made it; so both are measured.
 */
const STARTS: readonly (readonly [string, string])[] = [
  ['memo, hydrated', 'table=memo&served'],
  ['memo, made by script', 'table=memo'],
  ['no memo, made by script', 'table=plain'],
];

const KINDS: readonly (readonly [Change['kind'], string])[] = [
  ['insert', 'a row inserted at the front'],
  ['move', 'the last row moved to the front'],
  ['remove', 'the first row removed'],
];

/** A long keyed list in Chromium: from the message in the page to the changed DOM, and to the next frame. */
const list: Part = async () => {
  const app = createApp({ logger: pino({ level: 'warn' }) });
  app.http.use('/list', async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(ISOLATED)) c.header(name, value);
  });
  app.page('/list', MemoTable, { title: 'List' });
  const { url } = await app.listen({ port: 0, host: '127.0.0.1', signals: false });
  const peers = await startPeers();
  const browser = await chromium.launch(launchOptions(await ensureChromium()));
  const nopal: Contender = {
    name: 'nopal',
    url: `${url}/list`,
    send: (_, rows) => void app.updater.broadcastStateUpdate('rows', rows),
  };
  const others = PEERS.flatMap((peer) =>
    STARTS.map(([how, search]): Contender => ({
      name: `${peer}, ${how}`,
      url: `${peers.url}/${peer}?${search}`,
      send: peers.send,
    })),
  );
  try {
    const visits = new Map<Contender, Visit[]>();
    const html = new Set<string>();
    // In turns, so that whatever else the machine does falls on all alike.
    for (let round = 1; round <= ROUNDS; round++) {
      for (const contender of [nopal, ...others]) {
        const [measured, table] = await visit(browser, contender);
        visits.set(contender, [...(visits.get(contender) ?? []), measured]);
        html.add(table);
        if (html.size > 1) throw new Error(`${contender.name} ends with another DOM than the others.`);
      }
      progress(`round ${round} of ${ROUNDS}`);
    }
    return KINDS.map(([kind, title]) => section(kind, title, nopal, visits));
  } finally {
    await browser.close();
    peers.close();
    await app.close();
  }
};
export default list;

function section(
  kind: Change['kind'],
  title: string,
  nopal: Contender,
  visits: ReadonlyMap<Contender, readonly Visit[]>,
): Section {
  const of = (contender: Contender, what: 'changed' | 'painted' | 'bytes'): number[] =>
    (visits.get(contender) ?? []).flatMap((visit) => visit[kind].map((measured: Measured) => measured[what]));
  const median = (contender: Contender, what: 'changed' | 'painted'): number => spread(of(contender, what)).median;
  const ratios: Figure[] = [];
  const times: Figure[] = [];
  const bytes: Figure[] = [];
  for (const contender of visits.keys()) {
    const { name } = contender;
    for (const [what, text] of [
      ['changed', 'message → DOM changed'],
      ['painted', 'message → painted'],
    ] as const) {
      times.push({ name: `${name}: ${text}`, unit: 'ms', value: spread(of(contender, what)) });
      if (contender === nopal) continue;
      const ratio = median(contender, what) / median(nopal, what);
      const aim = { text: 'slower than nopal', met: ratio > 1 };
      ratios.push({ name: `${name} ÷ nopal: ${text}`, unit: '×', value: ratio, aim });
    }
    bytes.push({ name: `${name}: the message`, unit: 'B', value: spread(of(contender, 'bytes')).median });
  }
  return {
    title: `A keyed list of ${ROWS.toLocaleString('en')} rows: ${title}`,
    figures: [...ratios, ...times, ...bytes],
  };
}

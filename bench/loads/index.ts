import { createApp } from 'nopal';
import { pino } from 'pino';
import { loadDashboard } from '../card/dashboard.ts';
import type { Figure, Part } from '../lib/part.ts';
import { spread } from '../lib/stats.ts';
import { startClient } from './clients.ts';

const ROUNDS = 6;
const PATHS = ['/card', '/text', '/copy'] as const;
/** Of the rate of a route that answers with a text. */
const AIM = 0.8;

/** Pages per second of one process, beside routes that answer with a text. */
const loads: Part = async () => {
  // Nobody claims these pages, so the oldest go as new ones are served.
  const app = createApp({ logger: pino({ level: 'error' }) });
  app.page('/card', await loadDashboard(), { title: 'Deployment Monitor', stylesheets: ['/assets/monitor.css'] });
  app.http.get('/text', (c) => c.text('ok'));
  let copy = '';
  app.http.get('/copy', (c) => c.text(copy));
  const { url } = await app.listen({ port: 0, host: '127.0.0.1' });
  copy = await (await fetch(`${url}/card`)).text();
  const client = startClient();
  try {
    const rates = { '/card': [] as number[], '/text': [] as number[], '/copy': [] as number[] };
    const cost = { '/card': [] as number[], '/text': [] as number[], '/copy': [] as number[] };
    for (let round = -1; round < ROUNDS; round++) {
      for (const path of PATHS) {
        const before = process.cpuUsage();
        const started = performance.now();
        const rate = await client.rate(url + path);
        const { user, system } = process.cpuUsage(before);
        if (round < 0) continue;
        rates[path].push(rate);
        cost[path].push((user + system) / ((rate * (performance.now() - started)) / 1000));
      }
    }
    const ratio = (path: '/text' | '/copy'): Figure => {
      const value = spread(rates['/card'].map((rate, round) => rate / (rates[path][round] ?? NaN)));
      const name =
        path === '/text' ? 'the dashboard ÷ a route that answers "ok"' : 'the dashboard ÷ the same bytes as a text';
      return { name, unit: '×', value, aim: { text: `≥ ${AIM} ×`, met: value.median >= AIM } };
    };
    const figures = (name: string, path: (typeof PATHS)[number]): readonly Figure[] => [
      { name, unit: '/s', value: spread(rates[path]) },
      { name: '  processor time each', unit: 'µs', value: spread(cost[path]) },
    ];
    return [
      {
        title: `Page loads per second, one server process, 20 keep-alive connections, asked by ${client.name}`,
        figures: [
          ratio('/text'),
          ratio('/copy'),
          ...figures('the dashboard, mounted for each request', '/card'),
          ...figures('a route that answers "ok"', '/text'),
          ...figures(`a route that answers with the dashboard's ${copy.length.toLocaleString('en')} bytes`, '/copy'),
        ],
      },
    ];
  } finally {
    client.end();
    await app.close();
  }
};
export default loads;

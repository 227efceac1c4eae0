import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createApp } from 'nopal';
import { pino } from 'pino';
import { loadDashboard } from '../card/dashboard.ts';
import type { Figure, Part } from '../lib/part.ts';
import { spread } from '../lib/stats.ts';

const ROUNDS = 6;

/** Pages per second of one process, beside a route that answers with a text; the client is a process of its own. */
const loads: Part = async () => {
  // Nobody claims these pages, so the oldest go as new ones are served.
  const app = createApp({ logger: pino({ level: 'error' }) });
  app.page('/card', await loadDashboard(), { title: 'Deployment Monitor', stylesheets: ['/assets/monitor.css'] });
  app.http.get('/text', (c) => c.text('ok'));
  const { url } = await app.listen({ port: 0, host: '127.0.0.1' });
  const client = fork(new URL('client.ts', import.meta.url));
  try {
    const rates = { '/card': [] as number[], '/text': [] as number[] };
    for (let round = -1; round < ROUNDS; round++) {
      for (const path of ['/card', '/text'] as const) {
        client.send(url + path);
        const [rate] = (await once(client, 'message')) as [number];
        if (round >= 0) rates[path].push(rate);
      }
    }
    const figure = (name: string, samples: readonly number[]): Figure => ({ name, unit: '/s', value: spread(samples) });
    return [
      {
        title: 'Page loads per second, one server process, 20 keep-alive connections',
        figures: [
          figure('the dashboard, mounted for each request', rates['/card']),
          figure('a route that answers "ok"', rates['/text']),
        ],
      },
    ];
  } finally {
    client.disconnect();
    await app.close();
  }
};
export default loads;

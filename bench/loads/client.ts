import { Agent, get } from 'node:http';

// Asks for one address as often as it can, for a while, and answers with the rate. Started by index.ts.

const CONNECTIONS = 20;
const LENGTH_MS = 1500;
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

function load(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url} answered ${response.statusCode}`));
      response.resume().once('end', resolve);
    }).once('error', reject);
  });
}

async function measure(url: string): Promise<number> {
  const started = performance.now();
  let count = 0;
  const one = async (): Promise<void> => {
    while (performance.now() - started < LENGTH_MS) {
      await load(url);
      count++;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, one));
  return (count * 1000) / (performance.now() - started);
}

process.on('message', (url: string) => {
  void measure(url).then((rate) => process.send?.(rate));
});
process.once('disconnect', () => agent.destroy());

/** Events over a network that loses connections at any moment: each handler runs once, or the page is told that not. */
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { useState } from '../../src/index.ts';
import { toHtml } from '../../src/ui/html.ts';
import { Simulation } from '../support/simulated.ts';
import { SimulatedLink, stubBrowser } from '../support/simulated-link.ts';

/** How often the handler of each event ran, by its number. */
let runs: Map<number, number>;

function Page() {
  const [rows] = useState(['a', 'b', 'c']);
  const [count, setCount] = useState(0);
  return (
    <main>
      <ul>
        {rows.map((row) => (
          <li
            onClick={async ({ idempotencyKey }) => {
              const number = Number(idempotencyKey.split('-').at(-1));
              runs.set(number, (runs.get(number) ?? 0) + 1);
              setCount((before) => before + 1);
              // Some take long enough for the network to do something meanwhile.
              if (number % 3 === 0) await new Promise((resolve) => setTimeout(resolve, number * 200));
            }}
          >
            {row}
          </li>
        ))}
      </ul>
      <p>{count}</p>
    </main>
  );
}

const steps = fc.array(
  fc.tuple(
    fc.constantFrom(
      'click',
      'click',
      'click',
      'to server',
      'to server',
      'to browser',
      'cut',
      'open',
      'wait',
      'rows',
      'push',
    ),
    fc.nat(20),
  ),
  { minLength: 10, maxLength: 100 },
);

async function take(simulation: Simulation, page: SimulatedLink, kind: string, value: number): Promise<number> {
  const { socket } = page;
  if (kind === 'click') {
    page.link.ask('event', [0, 0, value % page.root.querySelectorAll('li').length], 'click', {});
    return 1;
  }
  if (kind === 'to server') socket?.arriveAtServer(1 + (value % 4));
  else if (kind === 'to browser') socket?.arriveAtBrowser(1 + (value % 4));
  else if (kind === 'cut') socket?.end();
  else if (kind === 'open') socket?.open(simulation);
  else if (kind === 'rows')
    simulation.updater.broadcastStateUpdate('rows', ['a', 'b', 'c', 'd'].slice(0, 2 + (value % 3)));
  else if (kind === 'push') simulation.updater.broadcastStateUpdate('count', (before: number) => before + 100);
  await simulation.passAsync(kind === 'wait' ? value * 50 : value);
  return 0;
}

test('each handler runs exactly once, or the page is told that it did not', async () => {
  stubBrowser();
  const told = new Set<string>();
  await fc.assert(
    fc.asyncProperty(steps, async (taken) => {
      runs = new Map();
      const simulation = new Simulation({ maxWaitingEvents: 4, graceMs: 1e8 });
      const page = new SimulatedLink(simulation, Page);
      await page.connect();
      let clicks = 0;
      for (const [kind, value] of taken) clicks += await take(simulation, page, kind, value);
      // The network is good again.
      await page.run(40_000, 500);
      expect(page.outcomes.map(({ number }) => number).toSorted((a, b) => a - b)).toEqual(
        Array.from({ length: clicks }, (_, i) => i + 1),
      );
      for (const { number, outcome, reason } of page.outcomes) {
        told.add([outcome, reason].join(' ').trim());
        expect([number, runs.get(number) ?? 0]).toEqual([number, outcome === 'done' ? 1 : 0]);
      }
      expect(page.root.innerHTML).toBe(toHtml(page.viewer.root.nodes));
      page.socket?.end();
      simulation.live.end();
      simulation.pass(2000);
      // The script never gives up, and nobody closes its page.
      vi.clearAllTimers();
    }),
    { numRuns: 150 },
  );
  // The network did what it can do to events.
  expect([...told].toSorted()).toEqual(['done', 'not run busy', 'not run stale']);
});

test('an event that is sent again while its handler runs is run once, and answered when that has ended', async () => {
  stubBrowser();
  runs = new Map();
  const simulation = new Simulation();
  const page = new SimulatedLink(simulation, Page);
  await page.connect();
  for (let i = 0; i < 3; i++) page.link.ask('event', [0, 0, 0], 'click', {});
  page.socket?.arriveAtServer();
  // The third takes longer than the way back.
  await simulation.passAsync(0);
  page.socket?.end();
  await page.run(400, 10);
  expect([page.socket?.isOver, runs.get(3), page.outcomes.some(({ number }) => number === 3)]).toEqual([
    false,
    1,
    false,
  ]);
  await page.run(2000);
  expect(page.outcomes.map(({ number, outcome }) => [number, outcome])).toEqual([
    [1, 'done'],
    [2, 'done'],
    [3, 'done'],
  ]);
  expect([...runs.values()]).toEqual([1, 1, 1]);
});

/** Viewers that come, are pushed to, stall and leave: equal states are one page, and nothing stays of those who left. */
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { useEffect, useState } from '../../src/index.ts';
import { instances, type Instance } from '../../src/live/instance.ts';
import { renderings } from '../../src/ui/rendering.ts';
import { toHtml } from '../../src/ui/html.ts';
import { collectGarbage } from '../support/gc.ts';
import { Simulation, type SimulatedBrowser } from '../support/simulated.ts';

let effects = 0;

function Cell({ name }: { name: string }) {
  const [cell] = useState(0);
  return (
    <td>
      {name}: {cell}
    </td>
  );
}

function Head() {
  const [visitor] = useState('nobody');
  useEffect(() => {
    effects++;
    return () => void effects--;
  }, []);
  return <h1>Hello {visitor}</h1>;
}

function Foot() {
  const [cell] = useState(0);
  return <p>{cell}</p>;
}

function Table() {
  const [columns] = useState(['a', 'b']);
  const [isWide] = useState(false);
  return (
    <main>
      <Head />
      <table>
        <tbody>
          <tr>
            {columns.map((name) => (
              <Cell key={name} name={name} />
            ))}
          </tr>
        </tbody>
      </table>
      {isWide ? <Foot /> : null}
    </main>
  );
}

const steps = fc.array(
  fc.tuple(
    fc.constantFrom('come', 'come', 'leave', 'cut', 'return', 'cell', 'columns', 'isWide', 'own', 'visitor', 'flush'),
    fc.nat(99),
  ),
  { minLength: 30, maxLength: 150 },
);

/** Pages that stay away are kept all the time here. */
const LIMITS = { graceMs: 150_000, stalledMs: 1e8 };

class Churn {
  readonly simulation = new Simulation(LIMITS);
  browsers: SimulatedBrowser[] = [];

  take(kind: string, value: number): void {
    const { updater, live } = this.simulation;
    const browser = this.browsers[value % Math.max(1, this.browsers.length)];
    if (kind === 'come') this.browsers.push(this.simulation.visit(Table));
    else if (kind === 'cell') updater.broadcastStateUpdate('cell', value % 3);
    else if (kind === 'columns')
      updater.broadcastStateUpdate('columns', [['a', 'b'], ['b', 'a', 'c'], ['a']][value % 3]);
    else if (kind === 'isWide') updater.broadcastStateUpdate('isWide', value % 2 === 0, { retain: true });
    else if (kind === 'visitor') updater.broadcastStateUpdate('visitor', ['nobody', 'Ann'][value % 2]);
    else if (kind === 'flush') this.settle();
    else if (browser === undefined) return;
    else if (kind === 'own')
      updater.updateComponentState(`table-${browser.viewer.id}`, 'columns', ['a', 'b', 'c'].slice(value % 3));
    else if (kind === 'return' && !browser.isConnected) browser.connect();
    else if (kind === 'cut' && browser.isConnected) browser.cut();
    else if (kind === 'leave') {
      if (browser.isConnected) browser.cut();
      live.viewers.release(browser.viewer);
      this.browsers = this.browsers.filter((each) => each !== browser);
    }
  }

  settle(): void {
    this.simulation.pass(20);
    for (const browser of this.browsers) if (browser.isConnected) browser.catchUp();
    this.simulation.pass(20);
    for (const browser of this.browsers) if (browser.isConnected) browser.catchUp();
  }
}

/** The state of all components on a page, and nothing of how the viewer came to it. */
function stateOf({ rendering, key, children }: Instance): unknown {
  const values = rendering.cells.map((cell) => (cell.kind === 'state' ? cell.value : cell.kind));
  return [rendering.info.name, key, rendering.props, values, children.map(stateOf)];
}

test('there are as many pages as there are states, and after everybody left none', () => {
  fc.assert(
    fc.property(steps, (taken) => {
      effects = 0;
      const churn = new Churn();
      for (const [kind, value] of taken) churn.take(kind, value);
      churn.settle();
      const viewers = churn.browsers.map(({ viewer }) => viewer);
      const states = new Set(viewers.map(({ root }) => JSON.stringify(stateOf(root))));
      expect(new Set(viewers.map(({ root }) => root)).size).toBe(states.size);
      expect(new Set(viewers.map(({ root }) => root.nodes)).size).toBe(states.size);
      // So everybody whose page reads the same was sent the same from one buffer, if from anything.
      expect(new Set(viewers.map(({ root }) => toHtml(root.nodes))).size).toBeLessThanOrEqual(states.size);
      for (const browser of churn.browsers) if (browser.isConnected) expect(browser.shows).toEqual(browser.shouldShow);
      expect(effects).toBe(viewers.length);

      for (const browser of churn.browsers) {
        if (browser.isConnected) browser.cut();
        churn.simulation.live.viewers.release(browser.viewer);
      }
      churn.simulation.pass(200_000);
      expect([effects, instances.size, renderings.size, churn.simulation.live.viewers.size]).toEqual([0, 0, 0, 0]);
      expect(vi.getTimerCount()).toBe(0);
      churn.simulation.live.end();
      churn.simulation.pass(200_000);
      expect(vi.getTimerCount()).toBe(0);
    }),
    { numRuns: 120 },
  );
});

test('the memory of viewers that left while their pages were due, held or being waited for is free', async () => {
  const churn = new Churn();
  const gone = ((): WeakRef<object>[] => {
    for (let i = 0; i < 20; i++) churn.take('come', i);
    churn.take('cell', 1);
    const paced = churn.simulation.visit(Table, 50_000);
    churn.browsers.push(paced);
    churn.settle();
    churn.take('cell', 2);
    churn.simulation.pass(20);
    churn.take('columns', 1);
    const references = churn.browsers.flatMap(({ viewer }) => [
      new WeakRef<object>(viewer),
      new WeakRef<object>(viewer.root),
    ]);
    // Marked, waiting for its pace, with frames under way: everybody leaves in the middle of it.
    for (let i = 0; i < 21; i++) churn.take('leave', 0);
    return references;
  })();
  expect(churn.browsers).toEqual([]);
  churn.simulation.pass(200_000);
  vi.useRealTimers();
  await vi.waitUntil(async () => {
    await collectGarbage();
    return gone.every((each) => each.deref() === undefined);
  }, 4000);
  vi.useFakeTimers();
  expect(gone.filter((each) => each.deref() !== undefined)).toEqual([]);
});

/** Whatever is held back by whatever rates: in the end a page is what it would be without any. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createContext, useContext, useFrameRate, useState } from '../../src/index.ts';
import { Simulation, type SimulatedBrowser } from '../support/simulated.ts';

type Rates = readonly (number | null)[];

const Color = createContext('red');

/** Rates are props here, so that pages with and without are else the same. */
function useRate(rates: Rates, index: number): void {
  const rate = rates[index] ?? null;
  if (rate !== null) useFrameRate(rate);
}

function Leaf({ rates, label }: { rates: Rates; label: string }) {
  useRate(rates, 2);
  const [leaf] = useState(0);
  const color = useContext(Color);
  return (
    <b class={color}>
      {label} {leaf}
    </b>
  );
}

function Branch({ rates, label }: { rates: Rates; label: string }) {
  useRate(rates, 1);
  const [branch] = useState(0);
  const [names] = useState(['x', 'y']);
  return (
    <ul title={`${branch}`}>
      {names.map((name) => (
        <li key={name}>
          <Leaf rates={rates} label={`${label}/${name}`} />
        </li>
      ))}
    </ul>
  );
}

function Tree({ rates }: { rates: Rates }) {
  useRate(rates, 0);
  const [top] = useState(0);
  const [color] = useState('red');
  const [isOpen] = useState(true);
  return (
    <main>
      <h1>{top}</h1>
      <Color value={color}>{isOpen ? <Branch rates={rates} label={`${top % 3}`} /> : null}</Color>
      <Leaf rates={rates} label="last" />
    </main>
  );
}

const rates: fc.Arbitrary<Rates> = fc.array(fc.option(fc.constantFrom(0.7, 3, 10, 25, 59, 60, 200)), {
  minLength: 3,
  maxLength: 3,
});
const pushes = fc.array(
  fc.tuple(fc.constantFrom('leaf', 'branch', 'top', 'names', 'color', 'isOpen', 'none'), fc.nat(5), fc.nat(120)),
  { minLength: 5, maxLength: 60 },
);

function valueOf(key: string, value: number): unknown {
  if (key === 'names') return ['x', 'y', 'z', 'w'].slice(value % 3).toReversed();
  if (key === 'color') return ['red', 'blue'][value % 2];
  return key === 'isOpen' ? value > 1 : value;
}

function catchUp(simulation: Simulation, browsers: readonly SimulatedBrowser[], ms: number): void {
  simulation.pass(ms);
  for (const browser of browsers) browser.catchUp();
}

test('with any rates and any pushes, all pages end as the one without', () => {
  fc.assert(
    fc.property(rates, pushes, (some, taken) => {
      const simulation = new Simulation();
      const free = simulation.browse(Tree, { rates: [] });
      const held = [simulation.browse(Tree, { rates: some }), simulation.browse(Tree, { rates: some })];
      const browsers = [free, ...held];
      for (const browser of browsers) browser.connect();
      for (const [key, value, ms] of taken) {
        // Retained, since a component that is mounted later, in its own time, missed the pushes before.
        simulation.updater.broadcastStateUpdate(key, valueOf(key, value), { retain: true });
        catchUp(simulation, browsers, ms);
        expect(held[0]?.viewer.root).toBe(held[1]?.viewer.root);
      }
      // The slowest rate, three levels deep; nothing else happens any more.
      for (let i = 0; i < 5; i++) catchUp(simulation, browsers, 1500);
      for (const browser of browsers) expect(browser.shows).toEqual(free.shouldShow);
      expect(held[0]?.viewer.root).toBe(held[1]?.viewer.root);
      expect(held[0]?.viewer.root.stale).toBe(false);
      simulation.live.end();
    }),
    { numRuns: 40, endOnFailure: true },
  );
});

/** What viewers share: trees, renders and encoded frames; and that nothing is kept for those who left. */
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { useComponentId, useEffect, useRef, useState } from '../../src/index.ts';
import { collectGarbage } from '../support/gc.ts';
import { LiveBench } from '../support/live.ts';

const calls = new Map<string, number>();
const count = (name: string): void => void calls.set(name, (calls.get(name) ?? 0) + 1);
afterEach(() => calls.clear());

function Rows() {
  const [rows] = useState([1, 2, 3]);
  count('Rows');
  return (
    <table>
      <tbody>
        {rows.map((row) => (
          <tr key={row}>
            <td>{row}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Board() {
  const [tick] = useState(0);
  count('Board');
  return (
    <main>
      <h1>{tick}</h1>
      <Rows />
    </main>
  );
}

function Private() {
  const box = useRef(0);
  return <h1>{box.current}</h1>;
}

function Named() {
  return <h1 id={useComponentId()}>me</h1>;
}

function WithPrivate() {
  return (
    <main>
      <Private />
      <Named />
      <Rows />
    </main>
  );
}

function WithEffect() {
  const [tick] = useState(0);
  useEffect(() => count('effect'), [tick]);
  return <p>{tick}</p>;
}

test('a thousand arrivals at random moments between pushes end on one tree, and get one frame', () => {
  const arrivals = fc.array(fc.nat({ max: 9 }), { minLength: 1000, maxLength: 1000 });
  let pushes = 0;
  for (const moments of fc.sample(arrivals, { numRuns: 5, seed: 7 })) {
    const bench = new LiveBench();
    const viewers = moments.map((moment) => {
      // Some arrive after a push that was not rendered yet, some after one that was.
      if (moment === 0) bench.updater.broadcastStateUpdate('tick', ++pushes, { retain: true });
      if (moment === 1) bench.updater.broadcastStateUpdate('rows', [++pushes + 2, 2, 1], { retain: true });
      if (moment === 2) bench.flush();
      return bench.connect(Board);
    });
    bench.flush();
    expect(new Set(viewers.map(({ viewer }) => viewer.root)).size).toBe(1);
    const sent = viewers.map(({ frames }) => frames.length);
    calls.clear();
    expect(bench.updater.broadcastStateUpdate('tick', ++pushes)).toBe(1000);
    bench.flush();
    // One render serves all, one frame object goes to all.
    expect([...calls]).toEqual([['Board', 1]]);
    expect(new Set(viewers.map(({ frames }, i) => frames[sent[i] ?? 0])).size).toBe(1);
    expect(viewers.every(({ frames }, i) => frames.length === (sent[i] ?? 0) + 1)).toBe(true);
  }
});

test('a state of its own takes a viewer to another tree, and coming back to the common state back to the common one', () => {
  const bench = new LiveBench();
  const [one, two] = [bench.connect(Board), bench.connect(Board)];
  const common = one.viewer.root;
  bench.updater.updateComponentState(`board-${two.viewer.id}`, 'tick', 5);
  bench.flush();
  expect(two.viewer.root).not.toBe(common);
  expect(two.viewer.root.children[0]).toBe(common.children[0]);
  calls.clear();
  bench.updater.updateComponentState(`board-${two.viewer.id}`, 'tick', 0);
  bench.flush();
  expect(two.viewer.root).toBe(common);
  expect(calls.size).toBe(0);
});

test('private instances beside it do not unshare a table, nor what its changes cost', () => {
  const bench = new LiveBench();
  const viewers = Array.from({ length: 50 }, () => bench.connect(WithPrivate));
  expect(new Set(viewers.map(({ viewer }) => viewer.root)).size).toBe(50);
  expect(new Set(viewers.map(({ viewer }) => viewer.root.children[2])).size).toBe(1);
  calls.clear();
  bench.updater.broadcastStateUpdate('rows', ['private', 'beside', 'it']);
  bench.flush();
  expect([...calls]).toEqual([['Rows', 1]]);
  expect(new Set(viewers.map(({ viewer }) => viewer.root.children[2])).size).toBe(1);
  expect(new Set(viewers.map(({ frames }) => frames[0]?.text)).size).toBe(1);
});

test('effects do not unshare', () => {
  const bench = new LiveBench();
  const viewers = [bench.connect(WithEffect), bench.connect(WithEffect)];
  for (const { viewer } of viewers) bench.live.runEffects(viewer);
  bench.updater.broadcastStateUpdate('tick', 1);
  bench.flush();
  expect(viewers[0]?.viewer.root).toBe(viewers[1]?.viewer.root);
  expect(viewers[0]?.frames[0]).toBe(viewers[1]?.frames[0]);
  expect(calls.get('effect')).toBe(4);
});

test('nothing is kept of those who left: not their tree, not their viewer', async () => {
  const bench = new LiveBench();
  const gone = ((): WeakRef<object>[] => {
    const { viewer } = bench.connect(WithPrivate);
    bench.updater.broadcastStateUpdate('rows', [9]);
    bench.flush();
    const references = [viewer.root, viewer, viewer.root.rendering].map((each) => new WeakRef<object>(each));
    bench.live.viewers.release(viewer);
    return references;
  })();
  expect(bench.live.viewers.size).toBe(0);
  await vi.waitUntil(async () => {
    await collectGarbage();
    return gone.every((each) => each.deref() === undefined);
  }, 5000);
  expect(gone.map((each) => each.deref())).toEqual([undefined, undefined, undefined]);
});

test('a tree that everybody left goes, one that somebody shows stays', async () => {
  const bench = new LiveBench();
  const stays = bench.connect(Board);
  const old = new WeakRef(stays.viewer.root);
  // What is shared is forgotten after enough of it came, not at once.
  for (let tick = 1; tick < 2000; tick++) {
    bench.updater.broadcastStateUpdate('tick', tick);
    bench.flush();
  }
  bench.connect(WithPrivate);
  for (let i = 0; i < 10 && old.deref() !== undefined; i++) await collectGarbage();
  expect(old.deref()).toBeUndefined();
  expect(bench.connect(Board).viewer.root).not.toBe(stays.viewer.root);
});

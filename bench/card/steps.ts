import { DiffMemo, diff } from '../../packages/nopal/dist/ui/diff.js';
import { admit } from '../../packages/nopal/dist/ui/data.js';
import { Push } from '../../packages/nopal/dist/live/change.js';
import { Settler } from '../../packages/nopal/dist/live/settle.js';
import type { PageByHand } from '../lib/by-hand.ts';
import type { Section } from '../lib/part.ts';
import { spread, turn } from '../lib/stats.ts';
import type { DeploymentStatus } from './states.ts';

const ROUNDS = 100;
const PER_ROUND = 100;
const refuse = (problem: Error): never => {
  throw problem;
};

/** The steps of an update one by one, called as updater and flusher call them. Costs between the steps are left out. */
export async function measureSteps(page: PageByHand, states: (n: number) => DeploymentStatus): Promise<Section> {
  const { viewer } = page;
  const { props, environment } = viewer.source;
  const times = {
    admit: [] as number[],
    change: [] as number[],
    settle: [] as number[],
    diff: [] as number[],
    encode: [] as number[],
  };
  let { root } = viewer;
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < PER_ROUND; i++) {
      const state = states(1_000_000 + round * PER_ROUND + i);
      const t0 = performance.now();
      const changes = new Map([['deploymentStatus', admit(state, undefined, 'deploymentStatus')]]);
      const t1 = performance.now();
      const changed = new Push(changes, refuse).deep(root).instance;
      const t2 = performance.now();
      const settled = new Settler({ report: refuse, verify: false }, viewer).settleRoot(
        changed,
        props,
        environment,
        viewer,
      );
      const t3 = performance.now();
      const patch = diff(root.nodes, settled.nodes, new DiffMemo());
      const t4 = performance.now();
      Buffer.from(patch);
      const t5 = performance.now();
      [t1 - t0, t2 - t1, t3 - t2, t4 - t3, t5 - t4].forEach((time, at) => Object.values(times)[at]?.push(time * 1000));
      root = settled;
    }
    await turn();
  }
  const named = {
    admit: 'check and copy the value',
    change: 'give it to the instance',
    settle: 'render and compose',
    diff: 'compare, and write the patch',
    encode: 'text to bytes',
  };
  return {
    title: 'Card, five fields: step by step',
    figures: Object.entries(times).map(([name, samples]) => ({
      name,
      unit: 'µs',
      value: spread(samples),
      note: named[name as keyof typeof named],
    })),
  };
}

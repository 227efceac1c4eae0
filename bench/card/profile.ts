import { Session, type Profiler } from 'node:inspector/promises';
import type { PageByHand } from '../lib/by-hand.ts';
import type { Section } from '../lib/part.ts';
import { turn } from '../lib/stats.ts';
import type { DeploymentStatus } from './states.ts';

const UPDATES = 60_000;
const SHOWN = 12;

/** Where the time of an update goes, by file: a sampling profile. What the engine does counts to the file that asked. */
export async function profileUpdates(page: PageByHand, states: (n: number) => DeploymentStatus): Promise<Section> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 100 });
  await session.post('Profiler.start');
  for (let n = 0; n < UPDATES; n++) {
    page.push('deploymentStatus', states(2_000_000 + n));
    page.acknowledge();
    if (n % 100 === 0) await turn();
  }
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  const shares = [...byFile(profile)].toSorted(([, a], [, b]) => b - a);
  const all = shares.reduce((sum, [, time]) => sum + time, 0);
  return {
    title: 'Card, five fields: where the time goes (share of samples)',
    figures: shares
      .slice(0, SHOWN)
      .map(([name, time]) => ({ name, unit: '%', value: Math.round((time / all) * 1000) / 10 })),
  };
}

function byFile(profile: Profiler.Profile): ReadonlyMap<string, number> {
  const files = new Map<number, string>();
  const times = new Map<string, number>();
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const name = (node: Profiler.ProfileNode, above: string): void => {
    const file = /(?:nopal\/dist|deployment-monitor)\/(.*)$/.exec(node.callFrame.url)?.[1];
    const engine = node.callFrame.functionName === '(garbage collector)' ? 'garbage collection' : above;
    const here = file ?? engine;
    files.set(node.id, here);
    for (const id of node.children ?? []) {
      const child = nodes.get(id);
      if (child !== undefined) name(child, here);
    }
  };
  const [root] = profile.nodes;
  if (root !== undefined) name(root, 'the measurement itself');
  for (const id of profile.samples ?? []) {
    const file = files.get(id) ?? 'unknown';
    times.set(file, (times.get(file) ?? 0) + 1);
  }
  return times;
}

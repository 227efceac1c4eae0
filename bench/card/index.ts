import { PageByHand } from '../lib/by-hand.ts';
import { atMost, type Figure, type Part, type Section } from '../lib/part.ts';
import { microseconds, spread, turn } from '../lib/stats.ts';
import { loadDashboard } from './dashboard.ts';
import { loadPeer, type PeerRender } from './peers.ts';
import { deployment, fiveFields, type DeploymentStatus } from './states.ts';
import { measureSteps } from './steps.ts';
import { profileUpdates } from './profile.ts';

const ROUNDS = 150;
const PER_ROUND = 100;
const WARM_UP = 50;
const KEY = 'deploymentStatus';

type States = (n: number) => DeploymentStatus;

/** From a pushed state to bytes, beside what other libraries need to render the same page to a string. */
const card: Part = async () => {
  const page = new PageByHand(await loadDashboard());
  const peers = { preact: await loadPeer('preact'), react: await loadPeer('react') };
  checkAlike(peers);
  return [
    await updates('Card, five fields (site, progress, stage, link, time)', page, peers, fiveFields),
    await updates('Card, a deployment as the example pushes it', page, peers, deployment),
    await measureSteps(page, fiveFields),
    await profileUpdates(page, fiveFields),
  ];
};
export default card;

async function updates(
  title: string,
  page: PageByHand,
  peers: Readonly<Record<'preact' | 'react', PeerRender>>,
  states: States,
): Promise<Section> {
  const nopal: number[] = [];
  const preact: number[] = [];
  const react: number[] = [];
  const bytes: number[] = [];
  let html = 0;
  // Round by round in turn, so that whatever else the machine does falls on all of them alike.
  for (let round = 0; round < ROUNDS + WARM_UP; round++) {
    const samples = { nopal: [] as number[], preact: [] as number[], react: [] as number[] };
    const from = round * PER_ROUND;
    for (let n = from; n < from + PER_ROUND; n++) {
      const state = states(n);
      let sent: Buffer | undefined;
      samples.nopal.push(microseconds(() => (sent = page.push(KEY, state))));
      if (sent === undefined) throw new Error(`Nothing was sent for ${JSON.stringify(state)}.`);
      if (round >= WARM_UP) bytes.push(sent.length);
      page.acknowledge();
    }
    for (const name of ['preact', 'react'] as const) {
      const render = peers[name];
      for (let n = from; n < from + PER_ROUND; n++) {
        const state = states(n);
        samples[name].push(microseconds(() => (html = Buffer.from(render(state)).length)));
      }
    }
    if (round >= WARM_UP) {
      nopal.push(...samples.nopal);
      preact.push(...samples.preact);
      react.push(...samples.react);
    }
    await turn();
  }
  const whole = spread(nopal);
  const slower = (name: string, samples: readonly number[]): Figure => {
    const value = spread(samples);
    return {
      name,
      unit: 'µs',
      value,
      aim: { text: 'slower than nopal', met: value.median > whole.median },
      note: `renders all of it, ${html} bytes; ${(value.median / whole.median).toFixed(1)} ×`,
    };
  };
  return {
    title,
    figures: [
      {
        name: 'nopal, state to bytes',
        unit: 'µs',
        value: whole,
        aim: atMost(whole.median, 10, 'µs'),
        note: 'the whole update',
      },
      slower('preact-render-to-string', preact),
      slower('react-dom renderToStaticMarkup', react),
      { name: 'nopal, bytes of a frame', unit: 'B', value: spread(bytes) },
    ],
  };
}

/** All must show the same, else the comparison is of different pages. */
function checkAlike(peers: Readonly<Record<string, PeerRender>>): void {
  const texts = Object.values(peers).map((render) => render(fiveFields(1)).replaceAll(/<[^>]*>/g, ''));
  if (new Set(texts).size !== 1) throw new Error(`The peers render different texts:\n${texts.join('\n')}`);
}

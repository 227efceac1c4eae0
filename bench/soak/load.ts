import { setTimeout as sleep } from 'node:timers/promises';
import { NopalVisitor } from '../rig/nopal-visitor.ts';
import { serve } from '../rig/remote.ts';
import type { Meter } from '../rig/visitor.ts';

// Visitors that do what visitors do. Started by index.ts, in a process of its own.

/** Where the button is: in the page's element, behind the news. */
const BUTTON = [0, 1];
/** An answer that takes longer never comes, in milliseconds. */
const ANSWER_MS = 10_000;

/** How often something happened, by what it was. */
export type Happened = Readonly<Record<string, number>>;

const lost = new Set<number>();
let visitors = 0;
let happened: Record<string, number> = {};

const note = (what: string): void => void (happened[what] = (happened[what] ?? 0) + 1);
const between = (from: number, to: number): number => from + Math.random() * (to - from);
const meter: Meter = {
  update() {
    // Nothing is measured here.
  },
  presence() {
    // Nothing is measured here.
  },
  said() {
    // Nothing is measured here.
  },
  lost(visitor) {
    lost.add(visitor);
    note('was closed by the server');
  },
};

async function comeBack(visitor: NopalVisitor): Promise<void> {
  const { resumed } = await visitor.comeBack();
  note(resumed === 1 ? 'came back' : 'came back too late');
}

const ACTIONS: readonly ((visitor: NopalVisitor) => Promise<void>)[] = [
  async (visitor) => {
    const late = sleep(ANSWER_MS, 'was never answered', { ref: false });
    note(`click: ${await Promise.race([visitor.click(BUTTON), late])}`);
  },
  async (visitor) => {
    visitor.pause();
    await sleep(between(200, 2000));
    visitor.resume();
    note('stalled');
  },
  async (visitor) => {
    visitor.cut();
    await sleep(between(20, 1500));
    await comeBack(visitor);
  },
  () => sleep(between(100, 500)),
];

/** One visitor after another at this place, until the time is over. */
async function place(port: number, until: number): Promise<void> {
  while (performance.now() < until) {
    const number = visitors++;
    const visitor = new NopalVisitor({ port, path: '/desk', meter }, number);
    await visitor.open();
    note('came');
    for (let left = between(1, 12); left > 0 && performance.now() < until; left--) {
      if (lost.delete(number)) await comeBack(visitor);
      await ACTIONS[Math.floor(Math.random() * ACTIONS.length)]?.(visitor);
    }
    visitor.cut();
    lost.delete(number);
  }
}

const methods = {
  /** So many places are visited for so long. Resolves when everybody has left. */
  async churn(port: number, places: number, seconds: number): Promise<Happened> {
    happened = {};
    const until = performance.now() + seconds * 1000;
    await Promise.all(Array.from({ length: places }, () => place(port, until)));
    return happened;
  },
};

/** What the load of the soak can be asked. */
export type SoakApi = typeof methods;

serve(methods);

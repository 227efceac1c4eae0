import { setTimeout as sleep } from 'node:timers/promises';
import { now } from './clock.ts';
import { comeBack, stopEachAtAnother, untilAllSaw, type Returned } from './crowd.ts';
import { NopalVisitor } from './nopal-visitor.ts';
import { BareVisitor, SocketIoVisitor } from './plain-visitor.ts';
import { serve } from './remote.ts';
import { Tally, type Counted, type Latency, type Range } from './tally.ts';
import type { Visitor, VisitorContext } from './visitor.ts';

// Many visitors in one process, so that what they cost is not in the server's figures. Started by the parts.

const KINDS = { nopal: NopalVisitor, bare: BareVisitor, socketio: SocketIoVisitor };

/** Visitors to open. */
export interface Opening {
  /** Which server they speak to. */
  readonly kind: keyof typeof KINDS;
  readonly port: number;
  readonly path: string;
  readonly count: number;
}

/** How many open at a time. */
const AT_ONCE = 64;

/** How often it is looked whether somebody has something to acknowledge, in milliseconds. */
const OWING_MS = 200;

const tally = new Tally();
const visitors: Visitor[] = [];

const some = ({ from, to }: Range): readonly Visitor[] => visitors.slice(from, to);
const those = (range: Range): readonly NopalVisitor[] => some(range).filter((one) => one instanceof NopalVisitor);

const methods = {
  /** Opens more visitors. Resolves to which they are, when all of them are served. */
  async open({ kind, port, path, count }: Opening): Promise<Range> {
    const context: VisitorContext = { port, path, meter: tally };
    const from = visitors.length;
    const range = { from, to: from + count };
    for (let n = from; n < range.to; n++) visitors.push(new KINDS[kind](context, n));
    let next = from;
    const work = async (): Promise<void> => {
      while (next < range.to) await visitors[next++]?.open();
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return range;
  },

  /** Starts to count anew; every visitor expects so many updates. */
  begin(updates: number): void {
    tally.begin(visitors.length, updates);
  },

  /** Resolves to what was counted, when nothing has come or gone for so many milliseconds. */
  quiet(ms: number): Promise<Counted> {
    return tally.quiet(ms);
  },

  /**
   * The same, when nobody has anything to acknowledge any more either.
   *
   * @param hurry whether what is due some seconds later is sent now: it costs the server as much, but all in a moment
   */
  async settled(ms: number, hurry: boolean): Promise<Counted> {
    for (;;) {
      const counted = await tally.quiet(ms);
      const owing = visitors.filter(({ owes }) => owes);
      if (owing.length === 0) return counted;
      if (hurry) for (const visitor of owing) visitor.settle();
      else await sleep(OWING_MS);
    }
  },

  /** How long the updates that were pushed at these times took to these visitors. */
  latency(pushed: readonly number[], range: Range): Latency {
    return tally.latency(pushed, range);
  },

  pause(range: Range): void {
    for (const visitor of some(range)) visitor.pause();
  },

  cut(range: Range): void {
    for (const visitor of some(range)) visitor.cut();
  },

  /** Whole trees that these visitors were ever sent. */
  trees(range: Range): number {
    return those(range).reduce((sum, { trees }) => sum + trees, 0);
  },

  /** All come back at once. Resolves to how, when each is answered. */
  comeBack(range: Range): Promise<Returned> {
    return comeBack(those(range));
  },

  /** The first visitor stops reading after its first update, the second after its second, and so on. */
  stopEachAtAnother(range: Range): void {
    stopEachAtAnother(tally, visitors, range);
  },

  /** All read again. Resolves to how many milliseconds later the last of them was sent the text. */
  async resume(range: Range, text: string): Promise<number> {
    const seen = untilAllSaw(tally, range, text);
    const start = now();
    for (const visitor of some(range)) visitor.resume();
    return (await seen) - start;
  },
};

/** What a load process can be asked. */
export type LoadApi = typeof methods;

serve(methods);

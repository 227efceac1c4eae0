import { setTimeout as sleep } from 'node:timers/promises';
import { now } from './clock.ts';
import { comeBack, stopEachAtAnother, untilAllSaw, type Returned } from './crowd.ts';
import { tellDeliveries } from './flow.ts';
import { catchUp, gather, gatherPages, type Gathered } from './gathering.ts';
import { NopalVisitor } from './nopal-visitor.ts';
import { BareVisitor, SocketIoVisitor } from './plain-visitor.ts';
import { serve } from './remote.ts';
import { Tally, type Counted, type Latency, type Range } from './tally.ts';
import { TopicVisitor } from './topic-visitor.ts';
import type { TopicRole, Visitor, VisitorContext } from './visitor.ts';

// Many visitors in one process, so that what they cost is not in the server's figures. Started by the parts.

const KINDS = { nopal: NopalVisitor, topic: TopicVisitor, bare: BareVisitor, socketio: SocketIoVisitor };

/** Visitors to open. */
export interface Opening {
  /** Which server they speak to. */
  readonly kind: keyof typeof KINDS;
  readonly port: number;
  readonly path: string;
  readonly count: number;
  /** What topic clients do. */
  readonly role?: TopicRole;
}

/** How many open at a time. */
const AT_ONCE = 64;

/** How often it is looked whether somebody has something to acknowledge, in milliseconds. */
const OWING_MS = 200;

const tally = new Tally();
const visitors: Visitor[] = [];

const some = ({ from, to }: Range): readonly Visitor[] => visitors.slice(from, to);
const those = (range: Range): readonly NopalVisitor[] => some(range).filter((one) => one instanceof NopalVisitor);

const topicClients = (range: Range): readonly TopicVisitor[] =>
  some(range).filter((one) => one instanceof TopicVisitor);
let endTelling: (() => void) | undefined;

function add({ kind, port, path, count, role }: Opening): Range {
  const context: VisitorContext = { port, path, meter: tally, role };
  const from = visitors.length;
  for (let n = from; n < from + count; n++) visitors.push(new KINDS[kind](context, n));
  return { from, to: from + count };
}

async function someAtATime({ from, to }: Range, run: (visitor: Visitor) => Promise<unknown>): Promise<void> {
  const rest = visitors.slice(from, to).values();
  const work = async (): Promise<void> => {
    // All take from the same rest.
    for (const visitor of rest) await run(visitor);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

const methods = {
  /** Opens more visitors. Resolves to which they are, when all of them are served. */
  async open(opening: Opening): Promise<Range> {
    const range = add(opening);
    await someAtATime(range, (visitor) => visitor.open());
    return range;
  },

  /** Loads pages in more browsers, which do not connect yet. */
  async load(opening: Opening): Promise<Range> {
    const range = add(opening);
    await someAtATime(range, async (visitor) => visitor instanceof NopalVisitor && visitor.load());
    return range;
  },

  /** More topic clients connect at once. Resolves to how it went, when each has so many messages, and all know of all. */
  gather(opening: Opening, messages: number): Promise<Gathered> {
    const newcomers = topicClients(add(opening));
    return gather(tally, newcomers, topicClients({ from: 0, to: visitors.length }), messages);
  },

  /** Pages that were loaded connect at once. Resolves to how it went, when all were sent the text. */
  gatherPages(range: Range, text: string): Promise<Omit<Gathered, 'messages'>> {
    return gatherPages(tally, some(range), range, text);
  },

  /** Topic clients come back after `cut`. Resolves to how long it took until all have what they missed. */
  catchUp(range: Range, missed: number, atOnce: number): Promise<number> {
    return catchUp(tally, topicClients(range), missed, atOnce);
  },

  /** From now on the server is told of every delivery; see `flow.ts`. */
  async tellDeliveries(port: number): Promise<void> {
    endTelling = await tellDeliveries(port, tally);
  },

  tellNoMore(): void {
    endTelling?.();
    endTelling = undefined;
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

import { setTimeout as sleep } from 'node:timers/promises';
import { now } from './clock.ts';
import { untilAllSaw } from './crowd.ts';
import type { Range, Tally } from './tally.ts';
import type { TopicVisitor } from './topic-visitor.ts';
import type { Visitor } from './visitor.ts';

/** What all who gather have to get, in milliseconds since the first of them began to connect. */
export interface Gathered {
  /** Until the last was served: connected, and for topic clients subscribed, present and watching. */
  readonly served: number;
  /** Until the last had its messages. */
  readonly messages: number;
  /** Until the last knew how many are there in the end. */
  readonly counted: number;
  /** Connections that the system refused, which were tried again. */
  readonly retries: number;
}

/** What a browser waits at most before it tries again for the first time. */
const RETRY_MS = 500;

/**
 * How many are connecting at any time. Node has the system hold 511 that wait to be taken; of more, it makes those wait
 * a second, three, seven and so on, which would be all that is measured.
 */
const AT_ONCE = 400;

/** All connect, as quickly as can be; who is refused tries again. Resolves to how often that was, when all are served. */
export async function openAtOnce(visitors: readonly Visitor[]): Promise<number> {
  let retries = 0;
  const one = async (visitor: Visitor): Promise<void> => {
    try {
      await visitor.open();
    } catch {
      retries++;
      await sleep(Math.random() * RETRY_MS);
      await one(visitor);
    }
  };
  const rest = visitors.values();
  const work = async (): Promise<void> => {
    // All take from the same rest.
    for (const visitor of rest) await one(visitor);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return retries;
}

/**
 * Topic clients connect at once, until each has so many messages, and everybody knows that all are there.
 *
 * @param everybody those who were there before among them
 */
export async function gather(
  tally: Tally,
  newcomers: readonly TopicVisitor[],
  everybody: readonly TopicVisitor[],
  messages: number,
): Promise<Gathered> {
  const start = now();
  const [allHave, allKnow] = [
    untilEach(tally, newcomers, ({ received }) => received >= messages),
    untilEach(tally, everybody, ({ present }) => present === everybody.length),
  ];
  const opened = openAtOnce(newcomers).then((retries) => ({ retries, served: now() - start }));
  const [{ retries, served }, had, knew] = await Promise.all([opened, allHave, allKnow]);
  return { served, retries, messages: had - start, counted: knew - start };
}

/** Pages that were loaded connect at once, until each shows a text. */
export async function gatherPages(
  tally: Tally,
  visitors: readonly Visitor[],
  range: Range,
  text: string,
): Promise<Omit<Gathered, 'messages'>> {
  const start = now();
  const seen = untilAllSaw(tally, range, text);
  const opened = openAtOnce(visitors).then((retries) => ({ retries, served: now() - start }));
  const [{ retries, served }, shown] = await Promise.all([opened, seen]);
  return { served, retries, counted: shown - start };
}

/**
 * Topic clients that lost their connections come back, so many at a time, and each goes on when it has the messages
 * that it missed. Resolves to how many milliseconds that took.
 */
export async function catchUp(
  tally: Tally,
  visitors: readonly TopicVisitor[],
  missed: number,
  atOnce: number,
): Promise<number> {
  const start = now();
  const done = new Map<TopicVisitor, { readonly total: number; resolve(): void }>();
  const byNumber = new Map(visitors.map((visitor) => [visitor.number, visitor]));
  tally.watch = (number) => {
    const visitor = byNumber.get(number);
    const wish = visitor && done.get(visitor);
    if (wish !== undefined && visitor !== undefined && visitor.received >= wish.total) wish.resolve();
  };
  let next = 0;
  const work = async (): Promise<void> => {
    for (let visitor = visitors[next++]; visitor !== undefined; visitor = visitors[next++]) {
      const own = visitor;
      const all = new Promise<void>((resolve) => done.set(own, { total: own.received + missed, resolve }));
      await own.open();
      await all;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  tally.watch = undefined;
  return now() - start;
}

/** Resolves to when the last of the visitors was as it should be. */
function untilEach(
  tally: Tally,
  visitors: readonly TopicVisitor[],
  isDone: (visitor: TopicVisitor) => boolean,
): Promise<number> {
  const missing = new Map(visitors.map((visitor) => [visitor.number, visitor]));
  return new Promise((resolve) => {
    const heard = (number: number): void => {
      const visitor = missing.get(number);
      if (visitor === undefined || !isDone(visitor)) return;
      missing.delete(number);
      if (missing.size > 0) return;
      stop();
      resolve(now());
    };
    const stop = tally.onHeard(heard);
  });
}

/** Connections that are cut anywhere: in the middle of a header, a frame, a character, a request. */
import { ChaosProxy } from 'nopal-chaos';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { useState, type PageEvent } from '../../src/index.ts';
import { serve, type RunningApp } from '../support/app.ts';
import { TestPage } from '../support/test-page.ts';
import { until } from '../support/until.ts';
import { ADAPTERS } from './adapters.tsx';

interface Row {
  readonly id: number;
  readonly text: string;
}

/** How often each click was handled. */
const handled = new Map<string, number>();

function Board() {
  const [rows] = useState<readonly Row[]>([]);
  const [count, setCount] = useState(0);
  const click = ({ idempotencyKey }: PageEvent): void => {
    handled.set(idempotencyKey, (handled.get(idempotencyKey) ?? 0) + 1);
    setCount((before) => before + 1);
  };
  return (
    <main>
      <button onClick={click}>{count}</button>
      <ul>
        {rows.map(({ id, text }) => (
          <li key={id} title={text}>
            <b>{text}</b>
          </li>
        ))}
      </ul>
    </main>
  );
}

/** What the browser has to show. */
const picture = (count: number, rows: readonly Row[]): unknown => [
  String(count),
  ...rows.map(({ id, text }) => [String(id), text, text]),
];

function pictureOf({ root }: TestPage): unknown {
  const items = [...root.querySelectorAll('li')].map((item) => [
    item.getAttribute('data-key'),
    item.title,
    item.textContent,
  ]);
  return [root.querySelector('button')?.textContent, ...items];
}

const rowsArb = fc.uniqueArray(fc.record({ id: fc.nat(12), text: fc.string({ unit: 'grapheme', maxLength: 40 }) }), {
  selector: ({ id }) => id,
  maxLength: 12,
});
const roundArb = fc.record({
  /** The connections that are open are cut after so many bytes, and the next one after so many. */
  cut: fc.record({
    afterBytes: fc.integer({ min: 1, max: 500 }),
    direction: fc.constantFrom('toClient' as const, 'toServer' as const),
    how: fc.constantFrom('reset' as const, 'fin' as const),
  }),
  nextAfter: fc.option(fc.integer({ min: 1, max: 3000 })),
  pushes: fc.array(rowsArb, { minLength: 1, maxLength: 3 }),
  clicks: fc.nat(3),
});

type Cuts = typeof roundArb extends fc.Arbitrary<infer Round> ? readonly Round[] : never;

/** Pushes to and clicks on one page while its connections are cut, until both ends have nothing more to say. */
class Play {
  readonly #running: RunningApp;
  readonly #network: ChaosProxy;
  readonly #page: TestPage;
  readonly #id: string;
  /** How often the page came back. */
  comebacks = 0;
  #rows: readonly Row[] = [];

  constructor(running: RunningApp, network: ChaosProxy, page: TestPage) {
    this.#running = running;
    this.#network = network;
    this.#page = page;
    this.#id =
      running.app.updater.getComponentsOfType(Board).find(({ id }) => id.includes(page.viewer?.[0] ?? ''))?.id ?? '';
  }

  async through(cuts: Cuts): Promise<void> {
    const page = this.#page;
    for (const { cut, nextAfter, pushes, clicks } of cuts) {
      this.#network.cut(cut);
      if (nextAfter !== null) void this.#network.next().then((next) => next.cut({ ...cut, afterBytes: nextAfter }));
      for (let i = 0; i < clicks; i++) page.raise('button');
      for (this.#rows of pushes) {
        this.#running.app.updater.updateComponentState(this.#id, 'rows', this.#rows);
        await new Promise((resolve) => setImmediate(resolve));
      }
      await this.#untilSettledOrCut();
    }
    while (!this.#isSettled) await this.#untilSettledOrCut();
  }

  /** The numbers of the events whose handlers ran. */
  get done(): ReadonlySet<number> {
    return new Set(this.#page.answers.flatMap(([number, outcome]) => (outcome === 'done' ? number : [])));
  }

  get #isSettled(): boolean {
    const expected = picture(this.done.size, this.#rows);
    return this.#page.unanswered === 0 && JSON.stringify(pictureOf(this.#page)) === JSON.stringify(expected);
  }

  async #untilSettledOrCut(): Promise<void> {
    const page = this.#page;
    await until(() => page.closedWith !== undefined || this.#isSettled);
    if (page.closedWith === undefined) return;
    // The way back may be cut, too.
    while (page.closedWith !== undefined) await page.connect();
    page.sayAgain();
    this.comebacks++;
  }
}

describe.each(ADAPTERS)('$name', ({ name }) => {
  test('wherever it is cut, the page becomes what the server has, and no click counts twice', async () => {
    const running = await serve((app) => app.page('/', Board));
    let comebacks = 0;
    const plays = fc.asyncProperty(fc.array(roundArb, { minLength: 1, maxLength: 5 }), async (cuts) => {
      handled.clear();
      const network = await ChaosProxy.start(running.port, { serverHost: '127.0.0.1' });
      onTestFinished(() => network.close());
      const page = await TestPage.open({ ...running, port: network.port, url: network.url }, '/', name);
      const play = new Play(running, network, page);
      await play.through(cuts);
      expect([...handled.values()]).toEqual(Array.from(play.done, () => 1));
      // What was not done was raised on a page that nobody keeps any more.
      for (const [, ...answer] of page.answers) expect(answer).toBeOneOf([['done'], ['not run', 'stale']]);
      expect(running.coded('bad-message')).toEqual([]);
      comebacks += play.comebacks;
    });
    await fc.assert(plays, { numRuns: 20, seed: 7, endOnFailure: true });
    expect(comebacks).toBeGreaterThan(15);
  }, 60_000);
});

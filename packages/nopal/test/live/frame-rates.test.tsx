/** How often an app, a page and a component are rendered at most, and what those see who are held back. */
import { expect, test } from 'vitest';
import { useFrameRate, useState } from '../../src/index.ts';
import { makeApp, serve } from '../support/app.ts';
import { Simulation } from '../support/simulated.ts';
import { TestPage } from '../support/test-page.ts';

function Sheet() {
  const [text] = useState('');
  return <p>{text}</p>;
}

function Slow({ unit = '' }: { unit?: string }) {
  useFrameRate(10);
  const [load, setLoad] = useState(0);
  return (
    <b onClick={() => setLoad(load + 1)}>
      {load}
      {unit}
    </b>
  );
}

function Slower() {
  useFrameRate(0.5);
  const [days] = useState(0);
  return (
    <i>
      {days}
      <Slow />
    </i>
  );
}

function Page() {
  const [text] = useState('');
  const [unit] = useState('%');
  const [isOpen] = useState(true);
  return (
    <main>
      <p>{text}</p>
      {isOpen ? <Slow unit={unit} /> : null}
    </main>
  );
}

function Nested() {
  const [text] = useState('');
  return (
    <main>
      <p>{text}</p>
      <Slower />
    </main>
  );
}

function Other() {
  return (
    <section>
      <Slow />
    </section>
  );
}

const TURN = 17;

/** Lets a browser take whatever comes for some time. */
function watch(simulation: Simulation, browsers: readonly { catchUp(): void }[], ms: number): void {
  for (let passed = 0; passed < ms; passed++) {
    simulation.pass(1);
    for (const browser of browsers) browser.catchUp();
  }
}

test('a page is sent as many frames as its app allows, the newest last', () => {
  const simulation = new Simulation({ framesPerSecond: 20 });
  const browser = simulation.visit(Sheet);
  for (let i = 0; i < 1000; i++) {
    simulation.updater.broadcastStateUpdate('text', `${i}`);
    watch(simulation, [browser], 1);
  }
  watch(simulation, [browser], 50);
  expect(browser.frames.length).toBeGreaterThanOrEqual(20);
  expect(browser.frames.length).toBeLessThanOrEqual(21);
  expect(browser.text('p')).toBe('999');
});

test('a page may have a rate of its own, slower or quicker than its app', () => {
  for (const framesPerSecond of [5, 40]) {
    const simulation = new Simulation({ framesPerSecond: 20 });
    const browser = simulation.visit(Sheet);
    simulation.live.pages.limitRate(browser.viewer.source.type, framesPerSecond);
    for (let i = 0; i < 1000; i++) {
      simulation.updater.broadcastStateUpdate('text', `${i}`);
      watch(simulation, [browser], 1);
    }
    watch(simulation, [browser], 1000 / framesPerSecond);
    expect(browser.frames.length).toBeGreaterThan(framesPerSecond - 2);
    expect(browser.frames.length).toBeLessThanOrEqual(framesPerSecond + 2);
    expect(browser.text('p')).toBe('999');
    simulation.live.end();
  }
});

test('the rate of a page is an option of app.page and of renderPage, and nonsense is told', async () => {
  const rate = 10;
  const running = await serve((app) => {
    app.page('/page', Sheet, { framesPerSecond: rate });
    app.http.get('/route', () => app.renderPage(Page, { framesPerSecond: rate }));
  });
  const pages = [await TestPage.open(running, '/page'), await TestPage.open(running, '/route')];
  const began = performance.now();
  for (let i = 0; i < 300; i++) {
    running.app.updater.broadcastStateUpdate('text', `${i}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const page of pages) await page.shows('299', 'p');
  const seconds = (performance.now() - began) / 1000;
  for (const page of pages) expect(page.frames.length).toBeLessThanOrEqual(seconds * rate + 2);
  const { app } = makeApp();
  expect(() => app.renderPage(Sheet, { framesPerSecond: 0 })).toThrowError(
    expect.objectContaining({ code: 'frame-rate', message: expect.stringContaining('0 frames') as string }),
  );
});

test('a held component keeps what it shows while the page around it goes on, and shows the newest when its turn comes', () => {
  const simulation = new Simulation();
  const browser = simulation.visit(Page);
  const push = (load: number): void => {
    simulation.updater.broadcastStateUpdate('load', load);
    simulation.updater.broadcastStateUpdate('text', `text ${load}`);
    watch(simulation, [browser], TURN);
  };
  push(1);
  expect(browser.text()).toBe('text 11%');
  push(2);
  push(3);
  expect(browser.text()).toBe('text 31%');
  // Nothing else happens: its own turn brings it.
  watch(simulation, [browser], 100);
  expect(browser.text()).toBe('text 33%');
  expect(browser.frames).toHaveLength(4);
});

test('a component that was left alone for long is rendered at once', () => {
  const simulation = new Simulation();
  const browser = simulation.visit(Page);
  for (const load of [1, 2]) {
    simulation.updater.broadcastStateUpdate('load', load);
    watch(simulation, [browser], TURN);
    expect(browser.text('b')).toBe(`${load}%`);
    simulation.pass(200);
  }
});

test('new props are held, too', () => {
  const simulation = new Simulation();
  const browser = simulation.visit(Page);
  for (const unit of [' of 100', ' of 1000']) {
    simulation.updater.broadcastStateUpdate('unit', unit);
    watch(simulation, [browser], TURN);
  }
  expect(browser.text('b')).toBe('0 of 100');
  watch(simulation, [browser], 100);
  expect(browser.text('b')).toBe('0 of 1000');
});

test('a component that waits for long does not make a quicker one wait with it', () => {
  const simulation = new Simulation();
  const browser = simulation.visit(Nested);
  const push = (key: string, value: number): void => {
    simulation.updater.broadcastStateUpdate(key, value);
    watch(simulation, [browser], TURN);
  };
  push('days', 1);
  push('days', 2);
  push('load', 1);
  push('load', 2);
  expect(browser.text('i')).toBe('11');
  watch(simulation, [browser], 100);
  expect(browser.text('i')).toBe('12');
  watch(simulation, [browser], 2000);
  expect(browser.text('i')).toBe('22');
});

test('a component on two pages takes its turn on both', () => {
  const simulation = new Simulation();
  const [page, other] = [simulation.visit(Page), simulation.visit(Other)];
  for (let i = 1; i <= 1000; i++) {
    simulation.updater.broadcastStateUpdate('load', i);
    watch(simulation, [page, other], 1);
  }
  // Ten a second each, whoever else shows it.
  for (const { frames } of [page, other]) {
    expect(frames.length).toBeGreaterThanOrEqual(9);
    expect(frames.length).toBeLessThanOrEqual(11);
  }
  watch(simulation, [page, other], 110);
  expect([page.text('b'), other.text('b')]).toEqual(['1000%', '1000']);
});

test('viewers share one page through being held and after it', () => {
  const simulation = new Simulation();
  const browsers = Array.from({ length: 5 }, () => simulation.visit(Nested));
  const roots = (): number => new Set(browsers.map(({ viewer }) => viewer.root)).size;
  for (let i = 1; i <= 100; i++) {
    simulation.updater.broadcastStateUpdate('load', i);
    if (i % 3 === 0) simulation.updater.broadcastStateUpdate('days', i);
    if (i % 7 === 0) simulation.updater.broadcastStateUpdate('text', `${i}`);
    watch(simulation, browsers, TURN);
    expect(roots()).toBe(1);
  }
  watch(simulation, browsers, 2100);
  expect(roots()).toBe(1);
  // Who comes now, into the state that they all came to, shares it with them.
  expect(new Set(browsers.map(({ frames }) => frames.join('\n'))).size).toBe(1);
  expect(browsers[0]?.text()).toBe('9899100');
});

test('a handler sees the state that there is, though its component was held, and its click is shown at once', async () => {
  const simulation = new Simulation();
  const browser = simulation.visit(Page);
  for (const load of [10, 20]) {
    simulation.updater.broadcastStateUpdate('load', load);
    watch(simulation, [browser], TURN);
  }
  expect(browser.text('b')).toBe('10%');
  browser.say(['event', 1, browser.applied, [0, 1], 'click', {}]);
  await simulation.passAsync(1);
  expect(simulation.updater.getComponentsOfType(Slow)[0]?.getState('load')).toBe(21);
  watch(simulation, [browser], TURN);
  expect(browser.answers).toEqual([[1, 'done']]);
  expect(browser.text('b')).toBe('21%');
});

test('a component that goes away while it is held is gone, and one that comes back starts anew', () => {
  const simulation = new Simulation();
  const browser = simulation.visit(Page);
  const push = (key: string, value: unknown): void => {
    simulation.updater.broadcastStateUpdate(key, value);
    watch(simulation, [browser], TURN);
  };
  push('load', 1);
  push('load', 2);
  push('isOpen', false);
  expect(browser.text()).toBe('');
  watch(simulation, [browser], 200);
  push('isOpen', true);
  expect(browser.text()).toBe('0%');
  expect(browser.shows).toEqual(browser.shouldShow);
});

test('a page whose component is held is served as it will be, and its viewer is not forgotten', () => {
  const simulation = new Simulation();
  const browser = simulation.visit(Page);
  simulation.updater.broadcastStateUpdate('load', 1, { retain: true });
  watch(simulation, [browser], TURN);
  simulation.updater.broadcastStateUpdate('load', 2, { retain: true });
  watch(simulation, [browser], TURN);
  // The first render is never held.
  const late = simulation.visit(Page);
  expect([late.text('b'), browser.text('b')]).toEqual(['2%', '1%']);
  watch(simulation, [browser, late], 120);
  expect(browser.viewer.root).toBe(late.viewer.root);
});

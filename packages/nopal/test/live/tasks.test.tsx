/** Tasks: something asynchronous on the server whose outcome is state. */
import { beforeEach, expect, test } from 'vitest';
import { useState, useTask, type TaskContext } from '../../src/index.ts';
import { serve } from '../support/app.ts';
import { LiveBench } from '../support/live.ts';
import { TestPage } from '../support/test-page.ts';
import { until } from '../support/until.ts';

/** One run of a task, to be ended by the test. */
interface Run extends TaskContext<number> {
  readonly name: string;
  done(value: unknown): void;
  fail(error: unknown): void;
}

let runs: Run[] = [];
beforeEach(() => void (runs = []));

function work(name: string, context: TaskContext<number>): Promise<unknown> {
  return new Promise((done, fail) => runs.push({ ...context, name, done, fail }));
}

const run = async (index: number): Promise<Run> => {
  await until(() => runs.length > index);
  return runs[index] as Run;
};

function Report({ name }: { name: string }) {
  const report = useTask((context: TaskContext<number>) => work(name, context), [name]);
  const { status, data, error, progress } = report;
  return (
    <section>
      <h2>{name}</h2>
      <p>{[status, JSON.stringify(data), error?.message, progress].filter((part) => part !== undefined).join(' ')}</p>
      <button id="run" onClick={report.run} />
      <button id="cancel" onClick={report.cancel} />
      <button id="retry" onClick={report.retry} />
    </section>
  );
}

function Page() {
  const [name] = useState('one');
  const [shown] = useState(true);
  return <main>{shown && <Report name={name} />}</main>;
}

function Manual() {
  const [month, setMonth] = useState(1);
  const report = useTask((context) => work(`month ${month}`, context), [month], { manual: true });
  return (
    <main>
      <p>{`${report.status} ${JSON.stringify(report.data)}`}</p>
      <button id="run" onClick={report.run} />
      <button id="next" onClick={() => setMonth(month + 1)} />
    </main>
  );
}

const start = (limits = {}) => serve((app) => app.page('/', Page).page('/manual', Manual), { limits });

test('a task starts when the page is claimed, and shows its progress and what it made', async () => {
  const running = await start();
  const page = await TestPage.fetch(running);
  expect(page.text('p')).toBe('pending');
  expect(runs).toEqual([]);
  await page.connect();
  const { name, progress, done } = await run(0);
  expect(name).toBe('one');
  progress(40);
  await page.shows('pending 40', 'p');
  done({ rows: [1, 2] });
  await page.shows('done {"rows":[1,2]} 40', 'p');
});

test('each viewer has a run of its own; until they differ they share the page', async () => {
  const bench = new LiveBench();
  expect(bench.open(Page).root).toBe(bench.open(Page).root);
  const running = await start();
  const [one, two] = [await TestPage.open(running), await TestPage.open(running)];
  const [first, second] = [await run(0), await run(1)];
  first.done('mine');
  await one.shows('done "mine"', 'p');
  expect(two.text('p')).toBe('pending');
  second.fail(new Error('not for you'));
  await two.shows('failed not for you', 'p');
  expect(one.text('p')).toBe('done "mine"');
});

test('a task that fails says why, in the page and in the log; it can be tried again', async () => {
  const running = await start();
  const page = await TestPage.open(running);
  (await run(0)).fail(new Error('no connection'));
  await page.shows('failed no connection', 'p');
  const [line] = running.coded('task-failed');
  expect(line?.msg).toContain('A task of <Report> failed.');
  await page.click('#retry');
  await page.shows('pending', 'p');
  (await run(1)).done('at last');
  await page.shows('done "at last"', 'p');
});

test('what it made stays in sight while it runs again, and when that fails', async () => {
  const running = await start();
  const page = await TestPage.open(running);
  (await run(0)).done(1);
  await page.shows('done 1', 'p');
  await page.click('#run');
  await page.shows('pending 1', 'p');
  (await run(1)).fail('words alone');
  await page.shows('failed 1 words alone', 'p');
});

test('a run that is cancelled is aborted, and what it still brings is dropped', async () => {
  const running = await start();
  const page = await TestPage.open(running);
  const first = await run(0);
  first.progress(10);
  await page.shows('pending 10', 'p');
  await page.click('#cancel');
  await page.shows('cancelled 10', 'p');
  expect(first.signal.aborted).toBe(true);
  first.progress(20);
  first.fail(first.signal.reason);
  await page.click('#run');
  await page.shows('pending', 'p');
  // Nothing is left to cancel of the first, and the second is another.
  expect((await run(1)).signal.aborted).toBe(false);
  expect(running.coded('task-failed')).toEqual([]);
});

test('cancelling what has ended changes nothing', async () => {
  const running = await start();
  const page = await TestPage.open(running);
  const first = await run(0);
  first.done('done');
  await page.shows('done "done"', 'p');
  expect(await page.click('#cancel')).toEqual([1, 'done']);
  first.progress(99);
  expect(page.text('p')).toBe('done "done"');
  expect(first.signal.aborted).toBe(false);
});

test('a second run takes the place of one that is under way', async () => {
  const running = await start();
  const page = await TestPage.open(running);
  const first = await run(0);
  await page.click('#run');
  const second = await run(1);
  expect(first.signal.aborted).toBe(true);
  second.done('second');
  first.done('first');
  await page.shows('done "second"', 'p');
});

test('other dependencies start it anew, without the data of before', async () => {
  const running = await start();
  const page = await TestPage.open(running);
  (await run(0)).done('uno');
  await page.shows('done "uno"', 'p');
  running.app.updater.broadcastStateUpdate('name', 'two');
  await page.shows('two', 'h2');
  // What was made for one name is never shown under another.
  expect(page.text('p')).toBe('pending');
  const second = await run(1);
  expect(second.name).toBe('two');
  running.app.updater.broadcastStateUpdate('name', 'three');
  const third = await run(2);
  expect(second.signal.aborted).toBe(true);
  third.done('three');
  await page.shows('done "three"', 'p');
});

test('an unmount and the end of a viewer abort it, without a word in the log', async () => {
  const running = await start({ graceMs: 20 });
  const page = await TestPage.open(running);
  const first = await run(0);
  running.app.updater.broadcastStateUpdate('shown', false);
  await until(() => first.signal.aborted);
  first.done('late');
  running.app.updater.broadcastStateUpdate('shown', true);
  const second = await run(1);
  await page.cut();
  await until(() => second.signal.aborted);
  second.fail(new Error('aborted'));
  await running.app.close();
  expect(running.log.filter(({ level }) => level >= 40)).toEqual([]);
});

test('what is no data fails, by name', async () => {
  const running = await start();
  const page = await TestPage.open(running);
  const first = await run(0);
  first.done(new Map());
  await until(() => page.text('p')?.startsWith('failed') === true);
  expect(page.text('p')).toContain('the outcome of a task is an instance of Map');
  await page.click('#run');
  const second = await run(1);
  // Whoever tells it may be a listener, where throwing would end the process.
  second.progress(Number.NaN);
  await until(() => page.text('p')?.includes('the progress of a task is NaN') === true);
  expect(second.signal.aborted).toBe(true);
  expect(running.coded('task-failed')).toHaveLength(1);
});

test('a task may make nothing, and may throw at once', async () => {
  const Plain = () => {
    const nothing = useTask(() => undefined, []);
    const broken = useTask(() => {
      throw new Error('at once');
    }, []);
    return `${nothing.status} ${String(nothing.data)} ${broken.status} ${broken.error?.message ?? ''}`;
  };
  const running = await serve((app) => app.page('/', Plain));
  const page = await TestPage.open(running);
  await page.shows('done undefined failed at once');
});

test('a manual one waits to be started, and goes back to that when its dependencies change', async () => {
  const running = await start();
  const page = await TestPage.open(running, '/manual');
  await page.click('#next');
  expect(page.text('p')).toBe('idle undefined');
  expect(runs).toEqual([]);
  await page.click('#run');
  const first = await run(0);
  expect(first.name).toBe('month 2');
  await page.click('#next');
  await page.shows('idle undefined', 'p');
  await until(() => first.signal.aborted);
  await page.click('#run');
  (await run(1)).done('made');
  await page.shows('done "made"', 'p');
  await page.click('#next');
  await page.shows('idle undefined', 'p');
});

test('dependencies that are no data do as well', async () => {
  const Odd = () => {
    const [source, setSource] = useState(0);
    const made = useTask(
      (context) => work(`source ${source}`, context),
      [source > 0 ? work : undefined, Symbol.iterator],
    );
    return (
      <p id="next" onClick={() => setSource(1)}>
        {`${made.status} ${JSON.stringify(made.data)}`}
      </p>
    );
  };
  const running = await serve((app) => app.page('/', Odd));
  const page = await TestPage.open(running);
  (await run(0)).done('first');
  await page.shows('done "first"');
  await page.click('#next');
  (await run(1)).done('second');
  await page.shows('done "second"');
});

test('its state is pushed to by the variable’s name', async () => {
  const running = await start();
  const page = await TestPage.open(running);
  await run(0);
  running.app.updater.broadcastStateUpdate('report.state', { status: 'done', deps: null, data: 'pushed' });
  await page.shows('done "pushed"', 'p');
});

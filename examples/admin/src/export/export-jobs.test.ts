import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DataSet } from './data-set.ts';
import { ExportJobs, keptJobs } from './export-jobs.ts';
import { type ExportProgress, isOver, measured } from './export-progress.ts';
import { orders } from './orders.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'export-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const rows = (name: string, make: DataSet['rows'], count = 3): DataSet => ({
  name,
  title: name,
  columns: ['a', 'b'],
  count: async () => count,
  rows: make,
});

async function start(dataSets: readonly DataSet[], rowsPerSecond = Infinity) {
  const jobs = new ExportJobs();
  const files = path.join(folder, 'exports');
  await jobs.open(files, dataSets);
  const stop = new AbortController();
  const told: ExportProgress[] = [];
  const removed: string[] = [];
  const running = jobs.run(
    stop.signal,
    { rowsPerSecond },
    {
      changed: (progress) => told.push(progress),
      removed: (id) => removed.push(id),
    },
  );
  const begin = (name: string): string => {
    const job = jobs.start(name);
    if (!('id' in job)) throw new Error(job.refused);
    return job.id;
  };
  const over = (id: string) =>
    vi.waitFor(() => {
      const job = jobs.find(id);
      expect(job && isOver(job)).toBe(true);
      return job as ExportProgress;
    }, 10_000);
  const end = async (): Promise<void> => {
    stop.abort();
    await running;
  };
  return { jobs, files, told, removed, begin, over, end };
}

test('real rows end up in a file, with commas, quotes, lines and formulas made harmless', async () => {
  const cells = [
    ['plain', 1],
    ['a "quoted", word', 2],
    ['two\nlines', 3],
    ['=1+1', 4],
  ];
  const { jobs, begin, over, end } = await start([rows('notes', () => cells, 4)]);
  const id = begin('notes');
  const done = await over(id);
  expect(done).toMatchObject({ status: 'succeeded', progress: 100, recordsProcessed: 4, totalRecords: 4 });
  expect(done).not.toHaveProperty('estimatedTimeRemaining');
  const file = jobs.fileOf(id);
  expect(file?.name).toBe(`notes-${id}.csv`);
  const text = await readFile(file?.path ?? '', 'utf8');
  expect(text).toBe(`a,b\nplain,1\n"a ""quoted"", word",2\n"two\nlines",3\n'=1+1,4\n`);
  expect(done.bytes).toBe(Buffer.byteLength(text));
  await end();
});

test('the table of orders is made once, and progress only grows until it is done', async () => {
  const { jobs, begin, over, told, end } = await start([orders(folder, 5000)], 20_000);
  const id = begin('orders');
  await over(id);
  const text = await readFile(jobs.fileOf(id)?.path ?? '', 'utf8');
  expect(text.trimEnd().split('\n')).toHaveLength(5001);
  const progresses = told.map(({ progress }) => progress);
  expect(progresses).toEqual(progresses.toSorted((a, b) => a - b));
  expect(told.some(({ progress, estimatedTimeRemaining }) => progress < 100 && estimatedTimeRemaining)).toBe(true);

  const again = begin('orders');
  await over(again);
  expect(await readFile(jobs.fileOf(again)?.path ?? '', 'utf8')).toBe(text);
  await end();
});

test('a cancelled job stops, leaves no file, and lets the next one run', async () => {
  async function* endless() {
    for (let n = 0; ; n += 1) yield [n, n];
  }
  const { jobs, files, begin, over, end } = await start([rows('endless', endless, 1e9), rows('short', () => [[1, 2]])]);
  const running = begin('endless');
  const waiting = begin('endless');
  const last = begin('short');
  await vi.waitFor(() => expect(jobs.find(running)?.recordsProcessed).toBeGreaterThan(0));
  jobs.cancel(waiting);
  jobs.cancel(running);
  expect((await over(last)).status).toBe('succeeded');
  expect([jobs.find(running)?.status, jobs.find(waiting)?.status]).toEqual(['cancelled', 'cancelled']);
  expect(jobs.fileOf(running)).toBeUndefined();
  expect(await readdir(files)).toEqual([`${last}.csv`]);
  jobs.cancel(last);
  expect(jobs.find(last)?.status, 'what is done cannot be cancelled').toBe('succeeded');
  await end();
});

test('a job that reads a file can be cancelled too', async () => {
  const { jobs, files, begin, over, end } = await start([orders(folder, 5000)], 5000);
  const id = begin('orders');
  await vi.waitFor(() => expect(jobs.find(id)?.recordsProcessed).toBeGreaterThan(0));
  jobs.cancel(id);
  const next = begin('orders');
  expect((await over(next)).recordsProcessed).toBe(5000);
  expect(await readdir(files)).toEqual([`${next}.csv`]);
  await end();
});

test('a failed job says why, and the next one runs', async () => {
  function* broken() {
    yield [1, 2];
    throw new Error('The disk is full.');
  }
  const { files, begin, over, end } = await start([rows('broken', broken), rows('short', () => [[1, 2]])]);
  expect(await over(begin('broken'))).toMatchObject({ status: 'failed', error: 'The disk is full.' });
  expect(await readdir(files)).toEqual([]);
  expect((await over(begin('short'))).status).toBe('succeeded');
  await end();
});

test('what does not exist, and more than can wait, is refused with the reason', async () => {
  const jobs = new ExportJobs();
  await jobs.open(path.join(folder, 'exports'), [rows('short', () => [])]);
  expect(jobs.start('secrets')).toEqual({ refused: expect.stringContaining('"secrets"') });
  const answers = Array.from({ length: 11 }, () => jobs.start('short'));
  expect(answers.at(-1)).toEqual({ refused: expect.stringContaining('Too many') });
});

test('old jobs go with their files', async () => {
  const { jobs, files, removed, begin, over, end } = await start([rows('short', () => [[1, 2]])]);
  const ids: string[] = [];
  for (let i = 0; i < keptJobs + 2; i += 1) {
    const id = begin('short');
    await over(id);
    ids.push(id);
  }
  await vi.waitFor(() => expect(removed).toEqual(ids.slice(0, 2)));
  await end();
  expect(jobs.list).toHaveLength(keptJobs);
  expect(jobs.list[0]?.id).toBe(ids.at(-1));
  expect(await readdir(files)).toHaveLength(keptJobs);
});

test('a part is measured: percent rounded down, and the rest by the pace so far', () => {
  expect(measured(0, 0, 0)).toEqual({ progress: 0, recordsProcessed: 0, totalRecords: 0 });
  expect(measured(199, 200, 1990)).toEqual({
    progress: 99,
    recordsProcessed: 199,
    totalRecords: 200,
    estimatedTimeRemaining: 10,
  });
});

import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { BoundedQueue } from '../lib/bounded-queue.ts';
import type { DataSet } from './data-set.ts';
import { type ExportProgress, isOver, measured } from './export-progress.ts';
import { writeCsv } from './write-csv.ts';

interface Job {
  readonly dataSet: DataSet;
  readonly stop: AbortController;
  progress: ExportProgress;
}

/** What the jobs tell. */
export interface ExportEvents {
  changed: (progress: ExportProgress) => void;
  /** A job was so old that it went, with its file. */
  removed: (id: string) => void;
}

export interface ExportOptions {
  /** Rows a second at most. */
  rowsPerSecond: number;
}

/** How many jobs are kept, with their files, the newest ones. */
export const keptJobs = 20;
/** Between two changes of a job that is told are at least so many milliseconds. */
const tellMs = 100;

/** Exports data sets to files, one job after another. */
export class ExportJobs {
  readonly #jobs = new Map<string, Job>();
  readonly #queue = new BoundedQueue<Job>(10);
  readonly #dataSets = new Map<string, DataSet>();
  #folder = '';
  #events: ExportEvents = { changed: () => undefined, removed: () => undefined };

  /**
   * Says what can be exported and where to.
   *
   * @param folder emptied: jobs do not outlive the process.
   */
  async open(folder: string, dataSets: readonly DataSet[]): Promise<void> {
    this.#folder = folder;
    for (const dataSet of dataSets) this.#dataSets.set(dataSet.name, dataSet);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
  }

  /** What can be exported. */
  get dataSets(): readonly Pick<DataSet, 'name' | 'title'>[] {
    return [...this.#dataSets.values()].map(({ name, title }) => ({ name, title }));
  }

  /** All jobs, newest first. */
  get list(): readonly ExportProgress[] {
    return [...this.#jobs.values()].map(({ progress }) => progress).toReversed();
  }

  /** @returns `undefined` for a job that never was, or is not kept any more. */
  find(id: string): ExportProgress | undefined {
    return this.#jobs.get(id)?.progress;
  }

  /** The file of a job that succeeded. */
  fileOf(id: string): { path: string; name: string } | undefined {
    const job = this.#jobs.get(id);
    if (job?.progress.status !== 'succeeded') return undefined;
    return { path: this.#path(id), name: `${job.dataSet.name}-${id}.csv` };
  }

  /**
   * Begins a job as soon as those before it are over.
   *
   * @returns its id, or a sentence that says why there is none.
   */
  start(dataSetName: string): { id: string } | { refused: string } {
    const dataSet = this.#dataSets.get(dataSetName);
    if (dataSet === undefined) return { refused: `There is nothing called "${dataSetName}" to export.` };
    const id = randomBytes(6).toString('hex');
    const progress: ExportProgress = {
      id,
      title: dataSet.title,
      status: 'queued',
      startedAt: now(),
      ...measured(0, 0, 0),
    };
    const job: Job = { dataSet, stop: new AbortController(), progress };
    if (!this.#queue.offer(job)) return { refused: 'Too many exports wait already. Try again in a minute.' };
    this.#jobs.set(id, job);
    this.#events.changed(progress);
    return { id };
  }

  /** Ends a job that waits or runs; its file is removed. */
  cancel(id: string): void {
    const job = this.#jobs.get(id);
    if (job === undefined || isOver(job.progress)) return;
    job.stop.abort();
    this.#change(job, { status: 'cancelled', endedAt: now() });
  }

  /** Works until the signal is aborted. */
  async run(signal: AbortSignal, options: ExportOptions, events: ExportEvents): Promise<void> {
    this.#events = events;
    for await (const job of this.#queue.read(signal)) {
      if (!isOver(job.progress)) await this.#run(job, options, signal);
      await this.#removeOld();
    }
  }

  async #run(job: Job, { rowsPerSecond }: ExportOptions, stopped: AbortSignal): Promise<void> {
    const signal = AbortSignal.any([stopped, job.stop.signal]);
    let taken = 0;
    let toldAt = 0;
    try {
      this.#change(job, { status: 'running' });
      const total = await job.dataSet.count(signal);
      this.#change(job, measured(0, total, 0));
      const onRow = (count: number, elapsedMs: number): void => {
        taken = count;
        if (elapsedMs - toldAt < tellMs) return;
        toldAt = elapsedMs;
        this.#change(job, measured(count, total, elapsedMs));
      };
      const bytes = await writeCsv(job.dataSet, { file: this.#path(job.progress.id), rowsPerSecond, onRow, signal });
      const { estimatedTimeRemaining: _, ...done } = { ...job.progress, recordsProcessed: taken, totalRecords: taken };
      this.#set(job, { ...done, status: 'succeeded', progress: 100, bytes, endedAt: now() });
    } catch (error) {
      if (signal.aborted) return;
      this.#change(job, { status: 'failed', error: describe(error), endedAt: now() });
    }
  }

  /** Nothing changes a job that is over. */
  #change(job: Job, change: Partial<ExportProgress>): void {
    if (!isOver(job.progress)) this.#set(job, { ...job.progress, ...change });
  }

  #set(job: Job, progress: ExportProgress): void {
    job.progress = progress;
    this.#events.changed(progress);
  }

  async #removeOld(): Promise<void> {
    const over = [...this.#jobs.values()].filter(({ progress }) => isOver(progress));
    for (const { progress } of over.slice(0, Math.max(0, this.#jobs.size - keptJobs))) {
      this.#jobs.delete(progress.id);
      this.#events.removed(progress.id);
      await rm(this.#path(progress.id), { force: true });
    }
  }

  #path(id: string): string {
    return path.join(this.#folder, `${id}.csv`);
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function now(): string {
  return new Date().toISOString();
}

/** The ones that pages, routes and the service share. */
export const jobs = new ExportJobs();

import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ComponentStateUpdater } from '../live/updater.ts';
import { Topics } from '../push/topics.ts';
import { Services, type BackgroundService, type HostedService, type ServiceContext } from './services.ts';

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly code?: string;
  readonly service?: string;
  readonly err?: { readonly message: string };
}

// Handed through, never used here.
const updater = {} as ComponentStateUpdater;
const topics = new Topics();

function make(...hosted: HostedService[]) {
  const lines: Line[] = [];
  const logger = pino({ level: 'trace' }, { write: (line: string) => void lines.push(JSON.parse(line) as Line) });
  const services = new Services({ updater, logger, topics });
  for (const each of hosted) services.add(each);
  return { services, lines, errors: () => lines.filter(({ level }) => level >= 50) };
}

const aborted = async (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve());
  });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a class is constructed with the context, an instance is run, a function is called with context and signal', async () => {
  const log: string[] = [];
  class Worker implements BackgroundService {
    readonly #context: ServiceContext;
    constructor(context: ServiceContext) {
      this.#context = context;
      log.push('constructed');
    }
    execute = async (signal: AbortSignal): Promise<void> => {
      log.push(`class ${String(this.#context.updater === updater)} ${String(signal.aborted)}`);
      this.#context.logger.info({}, 'from the class');
    };
  }
  const instance = { execute: async (signal: AbortSignal) => void log.push(`instance ${String(signal.aborted)}`) };
  const { services, lines } = make(Worker, instance, async function poll({ updater: given, signal, logger }) {
    log.push(`function ${String(given === updater)} ${String(signal.aborted)}`);
    logger.info({}, 'from the function');
  });
  expect(log).toEqual(['constructed']);
  services.start();
  expect(log).toEqual(['constructed', 'class true false', 'instance false', 'function true false']);
  expect(lines.filter(({ level }) => level === 30).map(({ service }) => service)).toEqual(['Worker', 'poll']);
  await services.stop(0);
});

test('one that is added while the others run starts right away, and after the stop not at all', async () => {
  const log: string[] = [];
  const { services } = make();
  services.start();
  services.add(async () => void log.push('late'));
  expect(log).toEqual(['late']);
  await services.stop(0);
  services.add(async () => void log.push('too late'));
  expect(log).toEqual(['late']);
});

test('an error is logged with the name of its service, which starts again later and later', async () => {
  let runs = 0;
  const { services, errors } = make(async function flaky() {
    runs++;
    throw new Error(`run ${runs}`);
  });
  services.start();
  const waits = [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000];
  for (const [i, wait] of waits.entries()) {
    await vi.advanceTimersByTimeAsync(wait - 1);
    expect(runs).toBe(i + 1);
    await vi.advanceTimersByTimeAsync(1);
    expect(runs).toBe(i + 2);
  }
  expect(errors()[0]).toMatchObject({ code: 'service-failed', service: 'flaky' });
  expect(errors()[0]?.msg).toContain('started again in 500 ms');
  expect(errors()[0]?.err?.message).toContain('run 1');
  await services.stop(0);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(runs).toBe(waits.length + 1);
  expect(vi.getTimerCount()).toBe(0);
});

test('one that ran well for long starts again as after its first error', async () => {
  let runs = 0;
  const { services, errors } = make(async function daily() {
    runs++;
    if (runs > 3) await new Promise((resolve) => setTimeout(resolve, 61_000));
    throw new Error('mine');
  });
  services.start();
  await vi.advanceTimersByTimeAsync(500 + 1000 + 2000);
  expect(runs).toBe(4);
  await vi.advanceTimersByTimeAsync(61_000);
  expect(errors().at(-1)?.msg).toContain('in 500 ms');
  await services.stop(0);
});

test('one that throws at once instead of rejecting is restarted as well', async () => {
  let runs = 0;
  const { services, errors } = make({
    execute: () => {
      runs++;
      throw new Error('at once');
    },
  });
  services.start();
  await vi.advanceTimersByTimeAsync(500);
  expect(runs).toBe(2);
  expect(errors()[0]?.service).toBe('service');
  await services.stop(0);
});

test('one that returns has ended and is not started again', async () => {
  let runs = 0;
  const { services } = make(async () => void runs++);
  services.start();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(runs).toBe(1);
  await services.stop(0);
});

test('an async iterable of events is the natural way', async () => {
  const log: string[] = [];
  async function* builds(signal: AbortSignal) {
    for (let i = 1; !signal.aborted; i++) {
      yield i;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    log.push('closed');
  }
  const { services } = make(async ({ signal }) => {
    for await (const build of builds(signal)) log.push(`build ${build}`);
  });
  services.start();
  await vi.advanceTimersByTimeAsync(15);
  const stopped = services.stop(1000);
  await vi.advanceTimersByTimeAsync(15);
  await stopped;
  expect(log).toEqual(['build 1', 'build 2', 'closed']);
});

test('stopping aborts and waits; who takes too long is named and left behind', async () => {
  const { services, errors } = make(
    async function good({ signal }) {
      await aborted(signal);
    },
    async function deaf() {
      await new Promise(() => undefined);
    },
  );
  services.start();
  let over = false;
  const stopped = services.stop(1000).then(() => (over = true));
  await vi.advanceTimersByTimeAsync(999);
  expect(over).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  await stopped;
  expect(errors().map(({ code, service }) => [code, service])).toEqual([['service-slow-to-stop', 'deaf']]);
  expect(vi.getTimerCount()).toBe(0);
});

test('an abort error at the stop is well, any other one is told', async () => {
  const { services, errors } = make(
    async function polite({ signal }) {
      await aborted(signal);
      signal.throwIfAborted();
    },
    async function fails({ signal }) {
      await aborted(signal);
      throw new Error('could not save');
    },
  );
  services.start();
  await services.stop(1000);
  expect(errors().map(({ code, service }) => [code, service])).toEqual([['service-failed', 'fails']]);
});

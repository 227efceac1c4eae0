import type { Logger } from 'pino';
import type { ComponentStateUpdater } from '../live/updater.ts';
import { within } from '../live/within.ts';
import { NopalError } from '../protocol/error.ts';
import type { Topics } from '../push/topics.ts';

/** What background services are given. */
export interface ServiceContext {
  readonly updater: ComponentStateUpdater;
  readonly logger: Logger;
  readonly topics: Topics;
}

/** Work that goes on beside the requests: it starts when the app listens and ends with it. */
export interface BackgroundService {
  /**
   * Does the work. Returning ends the service; throwing restarts it after a while.
   *
   * @param signal aborted when the app shuts down
   */
  execute(signal: AbortSignal): Promise<void>;
}

/** A service as a class, constructed with the context. */
export type ServiceClass = new (context: ServiceContext) => BackgroundService;

/** A service as a function, called with the context and the signal. */
export type ServiceFunction = (context: ServiceContext & { readonly signal: AbortSignal }) => Promise<void>;

/** A service in any of its forms. */
export type HostedService = BackgroundService | ServiceClass | ServiceFunction;

/** Waits before a service that threw is started again, in milliseconds: doubling from the first to the last. */
const FIRST_RESTART_MS = 500;
const LAST_RESTART_MS = 30_000;
/** A service that ran this long before it threw counts as having been well. */
const HEALTHY_MS = 60_000;

interface Hosted {
  readonly name: string;
  readonly run: (signal: AbortSignal) => Promise<void>;
}

/** Runs an app's background services. */
export class Services {
  readonly #context: ServiceContext;
  readonly #hosted: Hosted[] = [];
  readonly #stop = new AbortController();
  readonly #running = new Map<Promise<void>, string>();
  #started = false;

  constructor(context: ServiceContext) {
    this.#context = context;
  }

  /** Adds a service; starts it right away when the others run already. */
  add(service: HostedService): void {
    const hosted = this.#host(service);
    this.#hosted.push(hosted);
    if (this.#started && !this.#stop.signal.aborted) this.#start(hosted);
  }

  /** Starts all services. */
  start(): void {
    this.#started = true;
    for (const hosted of this.#hosted) this.#start(hosted);
  }

  /**
   * Aborts the services and waits for them.
   *
   * @param ms how long to wait, in milliseconds; those that take longer are named in the log and left behind
   */
  async stop(ms: number): Promise<void> {
    this.#stop.abort();
    await within(Promise.all(this.#running.keys()), ms);
    for (const service of this.#running.values()) {
      this.#context.logger.error(
        { code: 'service-slow-to-stop', service },
        `${service} did not end within ${ms} ms of its signal being aborted; pass the signal on to everything it awaits`,
      );
    }
  }

  #host(service: HostedService): Hosted {
    const { updater, logger, topics } = this.#context;
    if (typeof service !== 'function') {
      const { name } = service.constructor;
      return { name: name === 'Object' ? 'service' : name, run: (signal) => service.execute(signal) };
    }
    const name = service.name || 'service';
    const context = { updater, topics, logger: logger.child({ service: name }) };
    if (isServiceClass(service)) {
      const instance = new service(context);
      return { name, run: (signal) => instance.execute(signal) };
    }
    return { name, run: (signal) => service({ ...context, signal }) };
  }

  #start(hosted: Hosted): void {
    const running = this.#keepRunning(hosted);
    this.#running.set(running, hosted.name);
    void running.finally(() => this.#running.delete(running));
  }

  /** Being aborted ends most services in an error, which is well; any other one is told. */
  #endedBy(name: string, error: unknown): void {
    if (isAbort(error, this.#stop.signal)) return;
    const problem = new NopalError(
      'service-failed',
      `The service ${name} threw while it was stopping.`,
      'Fix the cause below; what it had to save may not be saved.',
      { cause: error },
    );
    this.#context.logger.error({ code: problem.code, service: name, err: problem }, problem.message);
  }

  async #keepRunning({ name, run }: Hosted): Promise<void> {
    const { signal } = this.#stop;
    const { logger } = this.#context;
    for (let attempt = 0; ; attempt++) {
      const started = performance.now();
      try {
        logger.debug({ service: name }, `${name} started`);
        await run(signal);
        logger.debug({ service: name }, `${name} ended`);
        return;
      } catch (error) {
        if (signal.aborted) return this.#endedBy(name, error);
        if (performance.now() - started > HEALTHY_MS) attempt = 0;
        const wait = Math.min(LAST_RESTART_MS, FIRST_RESTART_MS * 2 ** attempt);
        const problem = new NopalError(
          'service-failed',
          `The service ${name} threw.`,
          `It is started again in ${wait} ms; fix the cause below.`,
          {
            cause: error,
          },
        );
        logger.error({ code: problem.code, service: name, err: problem }, problem.message);
        if (!(await waited(wait, signal))) return;
      }
    }
  }
}

/** Whether an error only says that the signal was aborted. */
function isAbort(error: unknown, signal: AbortSignal): boolean {
  return error === signal.reason || (error instanceof Error && error.name === 'AbortError');
}

/** Waits; false when the signal was aborted meanwhile. */
async function waited(ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve(!signal.aborted);
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}

function isServiceClass(service: ServiceClass | ServiceFunction): service is ServiceClass {
  // The prototype of a class cannot be replaced, that of a function can: so a class is known whatever is in it.
  return Object.getOwnPropertyDescriptor(service, 'prototype')?.writable === false;
}

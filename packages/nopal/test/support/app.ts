import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import type { App } from '../../src/server/app.ts';
import { createApp } from '../../src/server/app.ts';
import type { AppOptions } from '../../src/server/app-options.ts';

/** A line that an app logged. */
export interface LogLine {
  readonly level: number;
  readonly part?: string;
  readonly code?: string;
  readonly msg: string;
  readonly [field: string]: unknown;
}

/** An app with a log that can be read. */
export interface TestApp {
  readonly app: App;
  readonly log: LogLine[];
  /** The lines with this code. */
  coded(code: string): LogLine[];
}

/** A running app. */
export interface RunningApp extends TestApp {
  readonly port: number;
  readonly url: string;
}

const PATIENT = { shutdownMs: 1000 };

/** Makes an app that logs everything into an array. */
export function makeApp(options: AppOptions = {}): TestApp {
  const log: LogLine[] = [];
  const write = (line: string): void => void log.push(JSON.parse(line) as LogLine);
  const logger = pino({ level: 'trace' }, { write });
  const app = createApp({ logger, ...options, limits: { ...PATIENT, ...options.limits } });
  return { app, log, coded: (code) => log.filter((line) => line.code === code) };
}

/** Starts an app on a free port, and ends it with the test. */
export async function startApp(test: TestApp): Promise<RunningApp> {
  delete process.env['PORT'];
  const { port } = await test.app.listen({ port: 0, host: '127.0.0.1', signals: false });
  onTestFinished(() => test.app.close());
  return { ...test, port, url: `http://127.0.0.1:${port}` };
}

/** Makes an app, lets `set` add its pages, and starts it. */
export async function serve(set: (app: App) => void, options: AppOptions = {}): Promise<RunningApp> {
  const made = makeApp(options);
  set(made.app);
  return startApp(made);
}

import type { App } from 'nopal';
import type { PushRequest } from '../fixtures/control.ts';
import { AppProcess, type AtEnd, type StartOptions } from './app-process.ts';

/** The fixtures that there are. */
export type FixtureName = 'fields' | 'hooks' | 'navigation' | 'viewers';

/** A fixture app of this folder, with the means to push through it. */
export class FixtureApp {
  readonly #process: AppProcess;

  private constructor(process: AppProcess) {
    this.#process = process;
  }

  /** Starts a fixture; it ends with the test, unless `atEnd` has it end otherwise. */
  static async start(
    name: FixtureName,
    options: Pick<StartOptions, 'env' | 'port'> = {},
    atEnd?: AtEnd,
  ): Promise<FixtureApp> {
    const command = [`fixtures/${name}.tsx`];
    return new FixtureApp(await AppProcess.start({ folder: 'e2e', command, ...options }, atEnd));
  }

  get url(): string {
    return this.#process.url;
  }

  get port(): number {
    return this.#process.port;
  }

  /** Ends the app as a supervisor would. */
  stop(): Promise<void> {
    return this.#process.stop();
  }

  /** Ends the app as a crash would. */
  kill(): Promise<void> {
    return this.#process.kill();
  }

  /** The warnings and errors in its log. */
  complaints(): string[] {
    return this.#process.messages(40);
  }

  /** Pushes a state to everybody, or to the component `id`; resolves to what the updater returned. */
  async push(key: string, value: unknown, id?: string): Promise<unknown> {
    const request: PushRequest = { key, value, ...(id === undefined ? {} : { id }) };
    const response = await fetch(`${this.url}/control/push`, { method: 'POST', body: JSON.stringify(request) });
    return response.json();
  }

  /** How many components have a browser attached. */
  async connected(): Promise<unknown> {
    return (await fetch(`${this.url}/control/connected`)).json();
  }

  /** What the app holds and did. */
  async gauges(): Promise<ReturnType<App['gauges']>> {
    return (await fetch(`${this.url}/control/gauges`)).json() as Promise<ReturnType<App['gauges']>>;
  }

  /** Starts or ends to count the state `tick` up all the time; resolves to its value. */
  async stream(method: 'POST' | 'DELETE'): Promise<number> {
    return (await fetch(`${this.url}/control/stream`, { method })).json() as Promise<number>;
  }
}

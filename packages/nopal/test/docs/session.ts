import { expect } from 'vitest';
import type { App } from '../../src/index.ts';
import { Connection, fetchToken } from './connection.ts';
import { push } from './pushes.ts';
import { StandIns } from './stand-ins.ts';

/**
 * Runs a conversation as docs/protocol.md prints it, against an app:
 *
 *     # GET /jobs               fetches the page and takes its token
 *     # connect                 opens a connection; `# cut` ends it without a goodbye
 *     # updater.…('key', …)     pushes; several in one turn are separated by `;`
 *     # silence …               for the reader: nobody says anything for so long
 *     # app.close()             ends the app
 *     → […]                     the browser sends
 *     ← […]                     the server has to send exactly this next
 *     ✕ 4426 version-mismatch   the server has to close so
 */
export class Session {
  readonly #app: App;
  readonly #url: string;
  readonly #standIns = new StandIns();
  #token = '';
  #connection: Connection | undefined;

  constructor(app: App, url: string) {
    this.#app = app;
    this.#url = url;
  }

  async run(text: string): Promise<void> {
    for (const line of text.trim().split('\n')) await this.#step(line.slice(0, 1), line.slice(1).trim());
  }

  close(): void {
    this.#connection?.cut();
  }

  async #step(mark: string, text: string): Promise<void> {
    if (mark === '→') this.#connected().send(this.#standIns.said(text, this.#token));
    else if (mark === '←') await this.#expect(text);
    else if (mark === '✕') expect(await this.#connected().closed).toBe(text);
    else if (text.startsWith('GET ')) this.#token = await fetchToken(this.#url + text.slice(4));
    else if (text === 'connect') this.#connection = await Connection.open(this.#url);
    else if (text === 'cut') this.#connected().cut();
    // Whoever runs the conversation closes it again, and waits for it.
    else if (text === 'app.close()') void this.#app.close();
    else if (!text.startsWith('silence')) push(this.#app, text);
  }

  #connected(): Connection {
    if (this.#connection === undefined) throw new Error('the printed conversation says something before "# connect"');
    return this.#connection;
  }

  async #expect(text: string): Promise<void> {
    const frame = await this.#connected().next();
    expect(frame).toBe(this.#standIns.heard(text, frame));
  }
}

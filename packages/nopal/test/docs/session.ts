import { expect } from 'vitest';
import type { App } from '../../src/index.ts';
import { Connection, fetchToken } from './connection.ts';

/**
 * Runs a conversation as docs/protocol.md prints it, against an app:
 *
 *     # GET /jobs               fetches the page and takes its token
 *     # connect                 opens a connection; `# cut` ends it without a goodbye
 *     # updater.…('key', …)     pushes; several in one turn are separated by `;`
 *     → […]                     the browser sends
 *     ← […]                     the server has to send exactly this next
 *     ✕ 4426 version-mismatch   the server has to close so
 *
 * Tokens, ids and secrets are random: the printed ones stand for those of this run.
 */
export class Session {
  readonly #app: App;
  readonly #url: string;
  /** What is printed → what it is in this run. */
  readonly #stands = new Map<string, string>();
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
    if (mark === '→') this.#connected().send(this.#actual(text));
    else if (mark === '←') await this.#expect(text);
    else if (mark === '✕') expect(await this.#connected().closed).toBe(text);
    else if (text.startsWith('GET ')) this.#token = await fetchToken(this.#url + text.slice(4));
    else if (text === 'connect') this.#connection = await Connection.open(this.#url);
    else if (text === 'cut') this.#connected().cut();
    else for (const push of text.split('; ')) this.#push(push);
  }

  #connected(): Connection {
    if (this.#connection === undefined) throw new Error('the printed conversation says something before "# connect"');
    return this.#connection;
  }

  #push(text: string): void {
    const [, key, value] = /^updater\.broadcastStateUpdate\('(\w+)', (.*)\)$/.exec(text) ?? [];
    if (key === undefined || value === undefined) throw new Error(`no step of a conversation: ${text}`);
    this.#app.updater.broadcastStateUpdate(key, JSON.parse(value.replaceAll("'", '"')));
  }

  #actual(text: string): string {
    const token = /^\["hello",\d+,"([^"]+)"/.exec(text)?.[1];
    if (token !== undefined && token.length > 80 && !this.#stands.has(token)) this.#stands.set(token, this.#token);
    let actual = text;
    for (const [printed, here] of this.#stands) actual = actual.replaceAll(printed, here);
    return actual;
  }

  async #expect(text: string): Promise<void> {
    const frame = await this.#connected().next();
    const printed = viewerIn(text);
    const here = viewerIn(frame);
    printed.forEach((each, i) => {
      if (!this.#stands.has(each)) this.#stands.set(each, here[i] ?? '');
    });
    expect(frame).toBe(this.#actual(text));
  }
}

/** The id and the secret in a frame that carries them. */
function viewerIn(frame: string): readonly string[] {
  return /^\{"viewer":\["([^"]+)","([^"]+)"/.exec(frame)?.slice(1) ?? [];
}

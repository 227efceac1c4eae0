import { expect } from 'vitest';
import type { App } from '../../src/index.ts';
import type { Topic } from '../../src/push/topic.ts';
import { RawClient } from '../topics/raw-client.ts';

/**
 * Runs a conversation as docs/topic-protocol.md prints it, against an app:
 *
 *     # connect                              opens a connection; `# cut` ends it without a goodbye
 *     # app.topics.publish(lobby, { … })     publishes at the server; several in a row in one turn
 *     # app.close()                          ends the app
 *     → […]                                  the client says
 *     ← […]                                  the server has to say exactly this next
 *     ✕ 1001 going-away                      the server has to close so
 *
 * The epoch, which is random, and times stand for those of this run.
 */
export class TopicSession {
  readonly #app: App;
  readonly #url: string;
  readonly #topic: Topic<unknown>;
  #client: RawClient | undefined;
  /** What is printed, and what it is in this run. */
  #printedEpoch = '';
  #epoch = '';

  constructor(app: App, url: string, topic: Topic<unknown>) {
    this.#app = app;
    this.#url = url;
    this.#topic = topic;
  }

  async run(text: string): Promise<void> {
    for (const line of text.trim().split('\n')) await this.#step(line.slice(0, 1), line.slice(1).trim());
  }

  async #step(mark: string, text: string): Promise<void> {
    if (mark === '→') this.#connected.say(...(JSON.parse(this.#actual(text)) as unknown[]));
    else if (mark === '←') await this.#expect(text);
    else if (mark === '✕') expect(await this.#connected.closed).toBe(text);
    else if (text === 'connect') this.#client = await RawClient.open(this.#url);
    else if (text === 'cut') this.#connected.socket.terminate();
    // Whoever runs the conversation closes it again, and waits for it.
    else if (text === 'app.close()') void this.#app.close();
    else this.#publish(text);
  }

  get #connected(): RawClient {
    if (this.#client === undefined) throw new Error('the printed conversation says something before "# connect"');
    return this.#client;
  }

  async #expect(text: string): Promise<void> {
    const message = await this.#connected.next();
    if (message[0] === 'subscribed' && this.#epoch === '') {
      [, , this.#printedEpoch] = JSON.parse(text) as [string, number, string];
      this.#epoch = String(message[2]);
    }
    // Times are those of the page, not of this run.
    expect(JSON.stringify(message).replaceAll(/\b1[789]\d{11}\b/g, '1790000000000')).toBe(this.#actual(text));
  }

  #publish(text: string): void {
    const [, fields] = /^app\.topics\.publish\(lobby, \{ (.*) \}\)$/.exec(text) ?? [];
    if (fields === undefined) throw new Error(`the printed conversation has an unknown line: ${text}`);
    const entries = [...fields.matchAll(/(\w+): '([^']*)'/g)].map(([, name = '', value = '']) => [name, value]);
    void this.#app.topics.publish(this.#topic, Object.fromEntries(entries));
  }

  #actual(text: string): string {
    return this.#epoch === '' ? text : text.replaceAll(`"${this.#printedEpoch}"`, `"${this.#epoch}"`);
  }
}

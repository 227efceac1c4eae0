import { expect } from 'vitest';
import { WebSocket } from 'ws';

/** What a printed address begins with, and the epoch that is printed. */
const PRINTED = { host: 'localhost:3000', epoch: '_8vSdwAp.0' };

/**
 * Runs a conversation as docs/topics-without-a-library.md prints it, against a server:
 *
 *     $ wscat -c ws://…    connects; below, what is typed (`> `) and what has to come (`< `)
 *     $ curl -d … http://… posts; below, the whole answer
 *     $ curl -N http://…   reads a stream; below, how it has to begin
 *
 * Epochs, times, ports and the ids of guests stand for those of this run.
 */
export class PlainConversation {
  readonly #host: string;
  #epoch = '';

  /** @param url of the server */
  constructor(url: string) {
    this.#host = new URL(url).host;
  }

  async run(text: string): Promise<void> {
    const [command = '', ...lines] = text.trimEnd().split('\n');
    const [program, ...words] = Array.from(
      this.#actual(command.slice(2)).matchAll(/'([^']*)'|\S+/g),
      ([word, quoted]) => quoted ?? word,
    );
    const address = words.at(-1) ?? '';
    if (program === 'wscat') await this.#chat(address, lines);
    else if (program === 'curl') await this.#ask(address, words.slice(0, -1), lines);
    else throw new Error(`${command} is neither wscat nor curl`);
  }

  async #chat(address: string, lines: readonly string[]): Promise<void> {
    const socket = new WebSocket(address);
    const came: string[] = [];
    let wake = (): void => undefined;
    socket.on('message', (data: Buffer) => {
      came.push(data.toString('utf8'));
      wake();
    });
    await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
    for (const line of lines) {
      if (line.startsWith('> ')) {
        socket.send(line.slice(2));
        continue;
      }
      // Whoever was there before may only now be noticed to have left.
      while (came[0]?.endsWith('has left the chat') === true) came.shift();
      while (came.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      this.#compare(came.shift() ?? '', line.slice(2));
    }
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.close();
    await closed;
  }

  async #ask(address: string, options: readonly string[], lines: readonly string[]): Promise<void> {
    const headers: Record<string, string> = {};
    let body: string | undefined;
    options.forEach((option, i) => {
      const value = options[i + 1] ?? '';
      if (option === '-d') body = value;
      if (option === '-H') headers[value.slice(0, value.indexOf(':'))] = value.slice(value.indexOf(':') + 2);
    });
    const post = { method: 'POST', body: body ?? '', headers: { 'content-type': 'application/x-www-form-urlencoded' } };
    const response = await fetch(
      address,
      body === undefined ? { headers } : { ...post, headers: { ...post.headers, ...headers } },
    );
    const expected = lines.join('\n');
    let text = '';
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk;
      if (text.split('\n').length > lines.length) break;
    }
    this.#compare(text.trimEnd(), expected);
  }

  #compare(actual: string, printed: string): void {
    if (this.#epoch === '') this.#epoch = /"epoch":"([^"]+)"/.exec(actual)?.[1] ?? '';
    expect(comparable(actual)).toBe(comparable(this.#actual(printed)));
  }

  #actual(printed: string): string {
    return printed.replaceAll(PRINTED.host, this.#host).replaceAll(PRINTED.epoch, this.#epoch || PRINTED.epoch);
  }
}

function comparable(text: string): string {
  return text
    .replaceAll(/User\d+/g, 'User')
    .replaceAll(/There are \d+/g, 'There are some')
    .replaceAll(/guest-[\w-]{12}/g, 'guest')
    .replaceAll(/\b1[789]\d{11}\b/g, 'now');
}

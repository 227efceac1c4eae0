import { expect } from 'vitest';
import type { App } from '../../src/index.ts';
import { fetchToken } from './connection.ts';
import { push } from './pushes.ts';
import { StandIns } from './stand-ins.ts';

/**
 * Runs a conversation over plain HTTP as docs/protocol.md prints it, against an app:
 *
 *     # GET /jobs               fetches the page and takes its token
 *     # updater.…('key', …)     pushes
 *     > POST /_nopal/…          the browser asks; the lines below are the body, after headers and an empty line if any
 *     < 200                     the server has to answer so; the lines below are headers, and the whole body
 *     data: […]                 the next event of the stream has to be this
 */
export class HttpSession {
  readonly #app: App;
  readonly #url: string;
  readonly #standIns = new StandIns();
  readonly #ended = new AbortController();
  #token = '';
  #answer: Promise<Response> | undefined;
  #events: AsyncIterator<string> | undefined;

  constructor(app: App, url: string) {
    this.#app = app;
    this.#url = url;
  }

  async run(text: string): Promise<void> {
    // Each step with the lines that belong to it.
    for (const step of text.trim().split(/\n(?=[#<>]|data: )/)) {
      const [first = '', ...body] = step.split('\n');
      if (first.startsWith('> ')) this.#ask(first.slice(2), body);
      else if (first.startsWith('< ')) await this.#expectAnswer(first.slice(2), body);
      else if (first.startsWith('data: ')) await this.#expectEvent(first.slice(6));
      else if (first.startsWith('# GET ')) this.#token = await fetchToken(this.#url + first.slice(6));
      else push(this.#app, first.slice(2));
    }
  }

  close(): void {
    this.#ended.abort();
  }

  #ask(request: string, lines: readonly string[]): void {
    const [method = '', path = ''] = request.split(' ');
    const { headers, body } = partsOf(lines);
    const said = body.map((line) => this.#standIns.said(line, this.#token)).join('\n');
    this.#answer = fetch(this.#url + this.#standIns.actual(path), {
      method,
      signal: this.#ended.signal,
      redirect: 'manual',
      headers: { origin: this.#url, ...headers },
      ...(method === 'POST' ? { body: said } : {}),
    });
  }

  async #expectAnswer(printed: string, printedLines: readonly string[]): Promise<void> {
    const { headers, body } = partsOf(printedLines);
    const answer = await this.#answer;
    if (answer === undefined) throw new Error('the printed conversation has an answer before a request');
    const [status, ...type] = printed.split(' ');
    expect(String(answer.status)).toBe(status);
    if (type.length > 0) expect(answer.headers.get('content-type')).toBe(type.join(' '));
    expect(Object.fromEntries(answer.headers)).toMatchObject(headers);
    if (answer.headers.get('content-type')?.startsWith('text/event-stream') === true) {
      this.#events = eventsOf(answer);
      return;
    }
    const lines = (await answer.text()).split('\n').filter((line) => line !== '');
    expect(lines).toEqual(body.map((line, i) => this.#standIns.heard(line, lines[i] ?? '')));
  }

  async #expectEvent(printed: string): Promise<void> {
    const event = (await this.#events?.next())?.value as string | undefined;
    expect(event).toBe(this.#standIns.heard(printed, event ?? ''));
  }
}

/** The lines below a request or an answer: headers first, if there are any; none of our messages looks like one. */
function partsOf(lines: readonly string[]): { headers: Readonly<Record<string, string>>; body: readonly string[] } {
  const headers = lines.map((line) => /^([a-z-]+): (.*)$/.exec(line)).filter((match) => match !== null);
  return {
    headers: Object.fromEntries(headers.map(([, name, value]) => [name, value])),
    body: lines.slice(headers.length).filter((line) => line !== ''),
  };
}

/** The data of the events of a stream, without comments. */
async function* eventsOf(answer: Response): AsyncGenerator<string> {
  let text = '';
  for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const events = (text + chunk).split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) if (event.startsWith('data: ')) yield event.slice(6);
  }
}

import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, onTestFinished } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';
import { AppProcess, type AtEnd } from './app-process.ts';
import { eventually } from './eventually.ts';
import type { TestBrowser } from './browser.ts';
import type { Tab } from './tab.ts';

/** How the example is started. */
export interface ChatOptions {
  readonly options?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly port?: number;
}

/** Starts the real example; ended with the test, unless told otherwise. */
export function startChat({ options = [], env = {}, port = 0 }: ChatOptions = {}, atEnd?: AtEnd): Promise<AppProcess> {
  return AppProcess.start({ folder: 'examples/chat', command: ['server.ts', ...options], env, port }, atEnd);
}

/** Starts the example with the first test of a file, for all of them, and ends it after them. */
export function useChat(): () => AppProcess {
  let app: AppProcess | undefined;
  // Not before all of them: one can only wait for a condition in a test.
  beforeEach(async () => {
    app ??= await startChat({}, () => undefined);
  });
  afterAll(() => app?.stop());
  return () => {
    if (app === undefined) throw new Error('The chat is there in tests only.');
    return app;
  };
}

/** A folder for a history, which goes with the test. */
export async function historyFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'nopal-chat-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** The address at which plain clients connect. */
export const socketUrl = (url: string): string => url.replace(/^http/, 'ws');

/** Any WebSocket client: it knows texts, and nothing of nopal. */
export class PlainClient {
  /** The texts that it got. */
  readonly lines: string[] = [];
  /** The port that it connected from. */
  port = 0;
  readonly #socket: WebSocket;

  private constructor(address: string, options: ClientOptions) {
    this.#socket = new WebSocket(address, options);
    this.#socket.on('upgrade', ({ socket }: { socket: Socket }) => (this.port = socket.localPort ?? 0));
    this.#socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (!isBinary) this.lines.push(data.toString());
    });
    // A connection that a test cuts is closed by that.
    this.#socket.on('error', () => undefined);
  }

  /** Connects; resolves with the first text. The connection ends with the test. */
  static async connect(address: string, options: ClientOptions = {}): Promise<PlainClient> {
    const client = new PlainClient(address, options);
    onTestFinished(() => client.#socket.terminate());
    await Promise.race([
      once(client.#socket, 'message'),
      once(client.#socket, 'close').then(([code]) => Promise.reject(new Error(`Closed: ${String(code)}`))),
    ]);
    return client;
  }

  get name(): string {
    return `User${this.port}`;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  send(data: string | Uint8Array): void {
    this.#socket.send(data);
  }

  /** Says goodbye; resolves when the server has, too. */
  async close(): Promise<void> {
    this.#socket.close();
    if (this.#socket.readyState !== WebSocket.CLOSED) await once(this.#socket, 'close');
  }

  /** Breaks the connection, as a crash would. */
  terminate(): void {
    this.#socket.terminate();
  }

  /** How many lines say this. */
  count(line: string | RegExp): number {
    return this.lines.filter((each) => (typeof line === 'string' ? each === line : line.test(each))).length;
  }

  /** Waits until it has got a line. */
  async hears(line: string): Promise<void> {
    await eventually(() => this.lines).toContain(line);
  }
}

/** The status by which a connection is answered: 101, or that of the refusal. */
export async function statusOf(address: string, headers: Readonly<Record<string, string>> = {}): Promise<number> {
  const socket = new WebSocket(address, { headers });
  onTestFinished(() => socket.terminate());
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve(101));
    socket.on('unexpected-response', (_, { statusCode = 0 }) => resolve(statusCode));
    socket.on('error', reject);
  });
}

/** A visitor's page of its own, connected. */
export async function openChat(
  browser: TestBrowser,
  url: string,
  options: { readonly name?: string; readonly room?: string } & Parameters<TestBrowser['open']>[1] = {},
): Promise<Tab> {
  const { name, room, ...context } = options;
  const query = new URLSearchParams({ ...(name !== undefined && { name }), ...(room !== undefined && { room }) });
  const tab = await browser.open(`${url}/?${query}`, context);
  await tab.connected();
  await tab.page.locator('.note', { hasText: 'Welcome!' }).waitFor();
  return tab;
}

/** What is said on a page, oldest first. */
export const messagesOn = ({ page }: Tab): Promise<string[]> => page.locator('.message .text').allTextContents();

/** What else is told there: who came and went. */
export const notesOn = ({ page }: Tab): Promise<string[]> => page.locator('.note').allTextContents();

/** Says something in the room of a page. */
export async function say({ page }: Tab, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message to' }).fill(text);
  // As long as the one before is under way, Enter sends nothing.
  await page.locator('.composer button:enabled').waitFor();
  await page.keyboard.press('Enter');
}

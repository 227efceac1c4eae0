/** Clients of `app.rpc`: by hand, and the official one. */
import { newHttpBatchRpcSession, newWebSocketRpcSession, type RpcStub } from 'capnweb';
import { onTestFinished, vi } from 'vitest';
import { WebSocket, type ClientOptions } from 'ws';
import type { RpcOptions } from '../../src/server/rpc/rpc-options.ts';
import { serve, type RunningApp } from '../support/app.ts';
import { until } from '../support/until.ts';
import { Target } from './target.ts';

/** A message of Cap'n Web. */
export type Line = readonly unknown[];

/** An app with a target at `/api`, the same for all sessions. */
export interface RpcApp extends RunningApp {
  readonly target: Target;
  /** Where calls go to. */
  readonly api: string;
}

/** Serves a {@link Target} at `/api`. */
export async function serveTarget(options: RpcOptions = {}, appOptions = {}): Promise<RpcApp> {
  const target = new Target();
  const running = await serve((app) => app.rpc('/api', () => target, options), appOptions);
  onTestFinished(() => target.release());
  return { ...running, target, api: `${running.url}/api` };
}

/** Calls of one method and the wish for its answer, as a client says them first. */
export function call(method: string, ...args: readonly unknown[]): readonly Line[] {
  return [
    ['push', ['pipeline', 0, [method], args]],
    ['pull', 1],
  ];
}

/** The text of a batch. */
export function batchOf(lines: readonly Line[]): string {
  return lines.map((line) => JSON.stringify(line)).join('\n');
}

/** POSTs a batch as it is. */
export function post(api: string, body: string | Uint8Array<ArrayBuffer>, headers = {}): Promise<Response> {
  return fetch(api, { method: 'POST', body, headers });
}

/** POSTs messages; gives the answer's. */
export async function ask(api: string, ...lines: readonly Line[]): Promise<Line[]> {
  const response = await post(api, batchOf(lines));
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status} ${text}`);
  return text === '' ? [] : text.split('\n').map((line) => JSON.parse(line) as Line);
}

/** A session over a WebSocket, by hand. */
export class RawSession {
  readonly socket: WebSocket;
  /** What came. */
  readonly lines: Line[] = [];
  /** Code and reason of the close, once there was one. */
  closed: { readonly code: number; readonly reason: string } | undefined;
  #pushed = 0;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data: Buffer) => this.lines.push(JSON.parse(data.toString()) as Line));
    socket.on('close', (code, reason) => (this.closed = { code, reason: reason.toString() }));
    // What breaks is closed, too.
    socket.on('error', () => undefined);
  }

  /** Opens one; it ends with the test. */
  static async open(api: string, options: ClientOptions = {}): Promise<RawSession> {
    const session = await RawSession.connect(api, options);
    onTestFinished(() => session.socket.terminate());
    return session;
  }

  /** Opens one that whoever opens it ends. */
  static async connect(api: string, options: ClientOptions = {}): Promise<RawSession> {
    const socket = new WebSocket(api.replace('http', 'ws'), options);
    const session = new RawSession(socket);
    await until(() => socket.readyState !== socket.CONNECTING);
    return session;
  }

  say(...lines: readonly Line[]): void {
    for (const line of lines) this.socket.send(JSON.stringify(line));
  }

  /** Calls a method and gives the number of the call. */
  push(method: string, ...args: readonly unknown[]): number {
    this.say(['push', ['pipeline', 0, [method], args]]);
    return ++this.#pushed;
  }

  /** Calls a method, waits for the answer and lets go of it. */
  async call(method: string, ...args: readonly unknown[]): Promise<Line> {
    const id = this.push(method, ...args);
    this.say(['pull', id]);
    const answer = await this.next((line) => line[1] === id && (line[0] === 'resolve' || line[0] === 'reject'));
    this.say(['release', id, 1]);
    return answer;
  }

  /** The first of what came, or comes, that is so. */
  async next(is: (line: Line) => boolean): Promise<Line> {
    await until(() => this.lines.some(is) || this.closed !== undefined);
    const found = this.lines.find(is);
    if (found === undefined) throw new Error(`closed before: ${JSON.stringify([this.closed, this.lines.at(-1)])}`);
    return found;
  }

  /** What comes of a kind, such as `push`, so far. */
  of(kind: string): Line[] {
    return this.lines.filter(([each]) => each === kind);
  }

  /** Waits for the close; gives its code and the error that the session was aborted with. */
  async end(): Promise<{ readonly code: number | undefined; readonly error: Line }> {
    await until(() => this.closed !== undefined);
    const [, error] = this.of('abort')[0] ?? [];
    return { code: this.closed?.code, error: Array.isArray(error) ? error : [] };
  }

  /** Resolves when the server has read all that was said. */
  async heard(): Promise<void> {
    const answered = new Promise((resolve) => this.socket.once('pong', resolve));
    const closed = new Promise((resolve) => this.socket.once('close', resolve));
    if (this.socket.readyState !== this.socket.OPEN) return;
    this.socket.ping();
    await Promise.race([answered, closed]);
  }
}

/** The official client over a WebSocket. */
export async function officialSocket(api: string): Promise<RpcStub<Target>> {
  // It knows the states of sockets by the class, which Node 20 does not bring.
  if (!('WebSocket' in globalThis)) vi.stubGlobal('WebSocket', WebSocket);
  const socket = new WebSocket(api.replace('http', 'ws'));
  onTestFinished(() => socket.terminate());
  await until(() => socket.readyState === socket.OPEN);
  // It needs of a WebSocket what that of `ws` has.
  return newWebSocketRpcSession<Target>(socket as unknown as globalThis.WebSocket);
}

/** The official client, whose calls of one turn are one POST. */
export function officialBatch(api: string): RpcStub<Target> {
  return newHttpBatchRpcSession<Target>(api);
}

/** Collects what would end the process, or an app would end it for, during a test. */
export function watchProcess(): unknown[] {
  const fatal: unknown[] = [];
  const note = (error: unknown): void => void fatal.push(error);
  process.on('unhandledRejection', note);
  process.on('uncaughtException', note);
  onTestFinished(() => {
    process.off('unhandledRejection', note);
    process.off('uncaughtException', note);
  });
  return fatal;
}

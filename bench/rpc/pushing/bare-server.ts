import { createServer } from 'node:http';
import { RpcSession, WebSocketTransport } from 'capnweb';
import { WebSocket, WebSocketServer } from 'ws';
import { listen } from '../../rig/listen.ts';
import { serve } from '../../rig/remote.ts';
import { sample, type Sample } from '../sample.ts';
import { pushing, PushTarget, type Callback, type Pushed, type PushApi, type Ways } from './ways.ts';

// capnweb by itself, over `ws`, as one would write it by hand. Started by the part, in a process of its own.

// Node 20 has none, and capnweb looks there for the numbers of the states.
Object.assign(globalThis, { WebSocket });

const http = createServer((_, response) => response.writeHead(404).end());
const server = new WebSocketServer({ server: http, perMessageDeflate: false });
const sessions = new Map<WebSocket, RpcSession>();
/** Calls in a turn of the event loop of those that are not awaited; all clients get as many. */
const BURST = 64;

/** Clients that are called; who is gone is forgotten. */
class Callbacks<T> {
  readonly all = new Map<Callback, T>();

  add(callback: Callback, state: T): void {
    // What comes as an argument is gone when the call returns.
    const own = callback.dup();
    this.all.set(own, state);
    own.onRpcBroken(() => this.all.delete(own));
  }
}

/** Each call is awaited before the next: what there is then is sent. */
const awaited = new Callbacks<{ isBusy: boolean }>();
let newest: Sample = sample();
/** Whether the next call is made as soon as one is answered. */
const flow = { isOn: false };

async function call(callback: Callback, state: { isBusy: boolean }): Promise<void> {
  state.isBusy = true;
  do await callback(newest);
  while (flow.isOn);
  state.isBusy = false;
}

function callIdle(): void {
  newest = sample();
  for (const [callback, state] of awaited.all) {
    // Who goes while it is called is forgotten by `Callbacks`.
    if (!state.isBusy) call(callback, state).catch(() => undefined);
  }
}

const notAwaited = new Callbacks<undefined>();
const disposed = new Callbacks<undefined>();

function callAll(callbacks: Callbacks<undefined>, run: (promise: ReturnType<Callback>) => void): void {
  const value = sample();
  for (const callback of callbacks.all.keys()) run(callback(value));
}

const callAndForget = (): void => callAll(notAwaited, () => undefined);
const callAndDispose = (): void => callAll(disposed, (promise) => promise[Symbol.dispose]());

function burst(callbacks: Callbacks<undefined>, push: () => void): void {
  for (let calls = 0; calls < BURST; calls += callbacks.all.size) push();
}

const readers = new Set<ReadableStreamDefaultController<Pushed>>();

function enqueue(): void {
  const value = sample();
  for (const reader of readers) reader.enqueue(value);
}

function fillReaders(): void {
  for (const reader of readers) {
    while ((reader.desiredSize ?? 0) > 0) reader.enqueue(sample());
  }
}

const ways: Ways = {
  awaited: {
    subscribe: (callback) => awaited.add(callback, { isBusy: false }),
    push: callIdle,
    turn: callIdle,
    flowing: (isFlowing) => (flow.isOn = isFlowing),
  },
  'not awaited': {
    subscribe: (callback) => notAwaited.add(callback, undefined),
    push: callAndForget,
    turn: () => burst(notAwaited, callAndForget),
  },
  disposed: {
    subscribe: (callback) => disposed.add(callback, undefined),
    push: callAndDispose,
    turn: () => burst(disposed, callAndDispose),
  },
  stream: {
    stream() {
      let own: ReadableStreamDefaultController<Pushed> | undefined;
      return new ReadableStream<Pushed>(
        {
          start(controller) {
            own = controller;
            readers.add(controller);
          },
          cancel() {
            if (own !== undefined) readers.delete(own);
          },
        },
        { highWaterMark: BURST },
      );
    },
    push: enqueue,
    turn: fillReaders,
  },
};

server.on('connection', (socket) => {
  // What `newWebSocketRpcSession` does, which does not give the session away. The sockets of `ws` are as a browser's in
  // what capnweb uses of them.
  const transport = new WebSocketTransport(socket as unknown as globalThis.WebSocket);
  sessions.set(socket, new RpcSession(transport, new PushTarget(ways)));
  socket.once('close', () => sessions.delete(socket));
});

/** When to stop calling. */
interface Most {
  readonly calls: number;
  readonly ms: number;
}

const methods: PushApi & {
  /** What was handed to the sockets and is not sent. In bytes. */
  unsent(): number;
  /** Calls as often as it can, but at most so many times and so long. Resolves to how often, and how long it took. */
  callMany(way: 'not awaited' | 'disposed', most: Most): Promise<Most>;
} = {
  ...pushing(ways),

  listen: () => listen(http),

  imports: () => [...sessions.values()].reduce((sum, session) => sum + session.getStats().imports, 0),

  unsent: () => [...sessions.keys()].reduce((sum, socket) => sum + socket.bufferedAmount, 0),

  callMany(way, most) {
    const callbacks = way === 'disposed' ? disposed : notAwaited;
    const started = performance.now();
    let calls = 0;
    return new Promise((resolve) => {
      const turn = (): void => {
        const ms = performance.now() - started;
        if (calls >= most.calls || ms >= most.ms) return resolve({ calls, ms });
        ways[way]?.turn();
        calls += Math.ceil(BURST / callbacks.all.size) * callbacks.all.size;
        setImmediate(turn);
      };
      turn();
    });
  },
};

/** What the server on bare capnweb can be asked. */
export type BarePushApi = typeof methods;

serve(methods);

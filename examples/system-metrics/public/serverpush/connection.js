import { newWebSocketRpcSession } from '../capnweb.js';
import { waitMs } from './backoff.js';

/** How long the server may take to answer, in milliseconds. */
const answerMs = 10_000;
/** A connection that held so long was a good one: the next wait begins small again. In milliseconds. */
const goodMs = 5_000;

/**
 * Where a connection is. `waiting` tries again at `at` (as of `Date.now()`), `reason` says in plain words what happened.
 *
 * @typedef {{ state: 'off' } | { state: 'connecting' } | { state: 'open', api: object }
 *   | { state: 'waiting', reason: string, at: number }} Status
 */

/** One WebSocket at a time, with an RPC session on it. What is lost comes back by itself, until it is told not to. */
export class Connection {
  /** @type {Status} */
  status = { state: 'off' };
  #url;
  #tell;
  /** What ends the attempt, or the connection, that there is now. */
  #end;
  #timer;
  #failures = 0;

  /**
   * @param {string} url of the WebSocket
   * @param {(status: Status) => void} tell called with each change
   */
  constructor(url, tell) {
    this.#url = url;
    this.#tell = tell;
  }

  /** Connects, at once also when it is waiting. Does nothing when there is a connection, or one on its way. */
  connect() {
    if (this.#end !== undefined) return;
    clearTimeout(this.#timer);
    const socket = new WebSocket(this.#url);
    let openedAt;
    const late = setTimeout(() => lose('The server did not answer.'), answerMs);
    const end = () => {
      clearTimeout(late);
      this.#end = undefined;
      // Ends the session, and with it the WebSocket.
      api[Symbol.dispose]();
      socket.close();
    };
    const lose = (reason) => {
      if (this.#end !== end) return;
      end();
      if (openedAt !== undefined && performance.now() - openedAt > goodMs) this.#failures = 0;
      this.#wait(reason);
    };
    this.#end = end;
    // Before the session listens to the same events: this knows what they mean for people.
    socket.addEventListener('open', () => {
      clearTimeout(late);
      openedAt = performance.now();
      if (this.#end === end) this.#become({ state: 'open', api });
    });
    const broken = () => lose(openedAt === undefined ? 'The server cannot be reached.' : 'The connection broke.');
    socket.addEventListener('error', broken);
    socket.addEventListener('close', ({ code }) => (code === 1001 ? lose('The server is shutting down.') : broken()));
    const api = newWebSocketRpcSession(socket);
    api.onRpcBroken((error) => lose(`The server ended the session: ${error.message}`));
    this.#become({ state: 'connecting' });
  }

  /** Ends the connection, and does not come back by itself. */
  disconnect() {
    clearTimeout(this.#timer);
    this.#end?.();
    this.#failures = 0;
    this.#become({ state: 'off' });
  }

  /**
   * Gives up a connection over which nothing comes any more, and comes back by itself.
   *
   * @param {string} reason in plain words
   */
  giveUp(reason) {
    this.#end?.();
    this.#wait(reason);
  }

  /** Does not wait any longer, if it is waiting: something says that the server may be there again. */
  hurry() {
    if (this.status.state === 'waiting') this.connect();
  }

  #wait(reason) {
    const ms = waitMs(this.#failures++);
    this.#timer = setTimeout(() => this.connect(), ms);
    this.#become({ state: 'waiting', reason, at: Date.now() + ms });
  }

  #become(status) {
    this.status = status;
    this.#tell(status);
  }
}

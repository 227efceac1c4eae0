import type { Duplex } from 'node:stream';
import { RpcStub, RpcTarget } from 'capnweb';
import type { WebSocket } from 'ws';
import {
  NopalError,
  type RpcBatchAnswer,
  type RpcGauges,
  type RpcHost,
  type RpcSeat,
  type RpcServer,
} from '../../index.ts';
import { answerBatch } from './batch.ts';
import { SocketSession } from './socket-session.ts';

/** What happens to every client, and nobody's fault. */
const USUAL: ReadonlySet<string> = new Set(['rpc-closed', 'rpc-idle', 'rpc-silent']);

/** Serves an endpoint by capnweb, within limits that capnweb does not have. */
export class CapnWebServer implements RpcServer {
  readonly #host: RpcHost;
  readonly #sessions = new Set<SocketSession>();
  readonly #refused: Record<string, number> = {};
  #batches = 0;
  #callsBefore = 0;

  constructor(host: RpcHost) {
    this.#host = host;
  }

  /** @inheritdoc */
  check(target: object): void {
    // A stub is a function, too, and so is what it stands for.
    if (target instanceof RpcTarget || target instanceof RpcStub || typeof target === 'function') return;
    throw new NopalError(
      'rpc-target',
      `What ${this.#host.path} is to serve (${describe(target)}) is no RpcTarget, so nothing of it could be called.`,
      "Have its class extend RpcTarget of 'nopal/capnweb'; if it does, two copies of capnweb are installed: npm ls capnweb.",
    );
  }

  /** @inheritdoc */
  open(socket: WebSocket, stream: Duplex, seat: RpcSeat): void {
    const session = new SocketSession({
      socket,
      stream,
      seat,
      host: this.#host,
      ended: (ended, reason) => this.#ended(ended, reason),
    });
    this.#sessions.add(session);
  }

  /** @inheritdoc */
  async answer(body: string, seat: RpcSeat, onGone: (gone: () => void) => () => void): Promise<RpcBatchAnswer> {
    this.#batches++;
    const { answer, calls } = await answerBatch(body, seat, onGone, this.#host);
    this.#batches--;
    this.#callsBefore += calls;
    if ('refused' in answer) this.#count(answer.refused);
    return answer;
  }

  /** @inheritdoc */
  gauges(): RpcGauges {
    const sum = { callsInFlight: 0, imports: 0, exports: 0, calls: this.#callsBefore };
    for (const session of this.#sessions) {
      const { imports, exports } = session.stats();
      sum.imports += imports;
      sum.exports += exports;
      sum.callsInFlight += session.ledger.inFlight;
      sum.calls += session.ledger.total;
    }
    return { sessions: this.#sessions.size, batches: this.#batches, ...sum, refused: { ...this.#refused } };
  }

  #ended(session: SocketSession, reason: unknown): void {
    this.#sessions.delete(session);
    this.#callsBefore += session.ledger.total;
    this.#count(reason);
  }

  #count(reason: unknown): void {
    const { log, warn, path } = this.#host;
    // What capnweb gives up for is what the client said.
    const code = reason instanceof NopalError ? reason.code : 'rpc-bad-message';
    const fields = { code, err: reason };
    if (USUAL.has(code)) log.debug({ ...fields, path }, 'a session of RPC ended');
    else warn(code, fields, `a session of RPC was ended: ${reason instanceof Error ? reason.message : String(reason)}`);
    if (code !== 'rpc-closed') this.#refused[code] = (this.#refused[code] ?? 0) + 1;
  }
}

function describe(target: unknown): string {
  if (typeof target !== 'object' || target === null) return String(target);
  return target.constructor?.name ?? 'an object without a class';
}

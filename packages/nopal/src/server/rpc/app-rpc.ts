import type { Hono } from 'hono';
import { NopalError } from '../../protocol/error.ts';
import type { WebSocketEndpoints } from '../../transport/endpoints.ts';
import { RpcEndpoint, type RpcParts } from './rpc-endpoint.ts';
import type { MakeRpcTarget, RpcOptions } from './rpc-options.ts';
import type { RpcGauges } from './rpc-protocol.ts';

/** What the endpoints of RPC of an app share. */
export interface AppRpcParts extends RpcParts {
  readonly http: Hono;
  readonly sockets: WebSocketEndpoints;
}

/** An app's endpoints of RPC. */
export class AppRpc {
  readonly #parts: AppRpcParts;
  readonly #endpoints: RpcEndpoint[] = [];

  constructor(parts: AppRpcParts) {
    this.#parts = parts;
  }

  /** @throws NopalError `duplicate-route`, `rpc-option`, `rpc-missing` */
  serve(path: string, make: MakeRpcTarget, options: RpcOptions): void {
    const { http, sockets } = this.#parts;
    if (sockets.has(path)) {
      throw new NopalError('duplicate-route', `WebSockets are taken at ${path} already.`, 'Give it another path.');
    }
    const endpoint = new RpcEndpoint(path, make, options, this.#parts);
    this.#endpoints.push(endpoint);
    sockets.add(endpoint.webSockets);
    http.all(path, endpoint.respond);
  }

  /** Sums over all endpoints. */
  gauges(): RpcGauges {
    const sum = { sessions: 0, batches: 0, callsInFlight: 0, imports: 0, exports: 0, calls: 0 };
    const refused: Record<string, number> = {};
    for (const endpoint of this.#endpoints) {
      const gauges = endpoint.gauges();
      sum.sessions += gauges.sessions;
      sum.batches += gauges.batches;
      sum.callsInFlight += gauges.callsInFlight;
      sum.imports += gauges.imports;
      sum.exports += gauges.exports;
      sum.calls += gauges.calls;
      for (const [code, count] of Object.entries(gauges.refused)) refused[code] = (refused[code] ?? 0) + count;
    }
    return { ...sum, refused };
  }

  /** Answers no more batches. */
  close(): void {
    for (const endpoint of this.#endpoints) endpoint.close();
  }
}

import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { Ending } from './ending.ts';
import type { RpcCaller, RpcTransportName } from './rpc-options.ts';

/** Who began a session. What is rarely asked for is made when it is. */
export class Caller implements RpcCaller {
  readonly context: Context;
  readonly transport: RpcTransportName;
  readonly #ending: Ending;

  constructor(context: Context, transport: RpcTransportName, ending: Ending) {
    this.context = context;
    this.transport = transport;
    this.#ending = ending;
  }

  /** @inheritdoc */
  get request(): Request {
    return this.context.req.raw;
  }

  /** @inheritdoc */
  get signal(): AbortSignal {
    return this.#ending.signal;
  }
}

/**
 * Has a function called when a caller goes away before it is answered.
 *
 * @returns takes that back
 */
export function onGone({ env }: Context, gone: () => void): () => void {
  // There is none when the app is asked by `app.http.fetch`.
  const outgoing = (env as Partial<HttpBindings> | undefined)?.outgoing;
  outgoing?.once('close', gone);
  return () => void outgoing?.off('close', gone);
}

import type { Context } from 'hono';
import { NopalError } from '../../protocol/error.ts';
import type { RpcLimits } from './rpc-limits.ts';

/** How a client of RPC came: with a WebSocket, or with one POST that holds all its calls. */
export type RpcTransportName = 'websocket' | 'batch';

/** Who began a session of RPC. */
export interface RpcCaller {
  /** The request by which it came: the POST of a batch, or the GET that became a WebSocket. */
  readonly request: Request;
  /** Hono's context of that request: `context.get('user')` is what a guard before it set. */
  readonly context: Context;
  readonly transport: RpcTransportName;
  /** Aborted when the session is over, for whatever reason. */
  readonly signal: AbortSignal;
}

/**
 * Makes what a session's calls go to: an `RpcTarget`, one for each session. Throw an `HTTPException` of Hono to refuse
 * the caller.
 */
export type MakeRpcTarget = (caller: RpcCaller) => object | Promise<object>;

/** Options of an endpoint of RPC. */
export interface RpcOptions {
  /** Origins, besides the own, whose pages may call. Default: those of the app. */
  readonly origins?: readonly string[];
  /** Whether callers that send no Origin, which all but browsers do, are refused. Default: as for the app. */
  readonly requireOrigin?: boolean;
  /** Bounds to set differently from the defaults. */
  readonly limits?: Partial<RpcLimits>;
  /**
   * Names the caller whose calls a second are counted together, over all its sessions and batches: a user, a key of an
   * API. Default: each session by itself, so that somebody may send one batch after another.
   */
  readonly caller?: (context: Context) => string | undefined;
  /**
   * Shown every error that goes to a client; what it returns is sent instead. Name, message and `code` are sent of
   * either, and neither the stack nor the cause nor other properties.
   */
  readonly onSendError?: (error: Error) => Error | undefined | void;
}

const OPTIONS: Readonly<Record<keyof RpcOptions, true>> = {
  origins: true,
  requireOrigin: true,
  limits: true,
  caller: true,
  onSendError: true,
};

/** @throws NopalError `rpc-option` for an option that there is none of, and for what is no origin */
export function checkRpcOptions(path: string, options: RpcOptions): void {
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(OPTIONS, name)) {
      throw new NopalError(
        'rpc-option',
        `The endpoint ${path} is given ${name}, which is no option.`,
        `There are ${Object.keys(OPTIONS).join(', ')}.`,
      );
    }
  }
  for (const origin of options.origins ?? []) {
    if (URL.canParse(origin) && new URL(origin).origin === origin) continue;
    throw new NopalError(
      'rpc-option',
      `The endpoint ${path} allows ${JSON.stringify(origin)}, which is no origin, so no page would ever match it.`,
      'Give scheme, host and port alone: https://app.example.com.',
    );
  }
}

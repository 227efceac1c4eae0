import type { Gauges } from '../live/gauges.ts';
import type { RpcGauges } from './rpc/rpc-protocol.ts';

/** What an app holds now, and what it did since it was made. Sizes in bytes, times in milliseconds. */
export interface AppGauges extends Gauges {
  /** Its endpoints of RPC, together. */
  readonly rpc: RpcGauges;
}

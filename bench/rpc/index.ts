import type { Part } from '../lib/part.ts';
import { pollingClients } from './polling/index.ts';
import { pushing } from './pushing/index.ts';
import { stalled } from './stalled.ts';

/** RPC: calls of clients' callbacks, clients that do not read, and clients that poll; beside capnweb by itself. */
const rpc: Part = async (options) => [
  ...(await pushing(options)),
  await stalled(options),
  ...(await pollingClients(options)),
];
export default rpc;

/**
 * Cap'n Web: other programs call methods of targets, and are pushed to by calls of their own functions. Importing this
 * is what makes `app.rpc` work. It is made on the package capnweb, which is installed beside nopal.
 *
 * @module
 */
import { setRpcProtocol } from './index.ts';
import { CapnWebServer } from './rpc/server.ts';

export { RpcPromise, RpcStub, RpcTarget } from 'capnweb';
export type { CallbackOptions, RpcCallback } from './rpc/callback.ts';
export { createPolling } from './rpc/polling.ts';
export type { PollAnswer, Polling } from './rpc/polling.ts';
export type { PollingOptions } from './rpc/polling-options.ts';
export { createRpcState } from './rpc/state.ts';
export type { RpcState } from './rpc/state.ts';
export { RpcSubscription, RpcTopicSubscription } from './rpc/subscription.ts';
export { subscribeTopic, topicStream } from './rpc/topics.ts';
export type { RpcTopicOptions, RpcTopicStreamOptions } from './rpc/topics.ts';

setRpcProtocol((host) => new CapnWebServer(host));

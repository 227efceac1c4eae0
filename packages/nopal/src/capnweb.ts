/**
 * Cap'n Web: other programs call methods of targets, and are pushed to by calls of their own functions. Importing this
 * is what makes `app.rpc` work. It is made on the package capnweb, which is installed beside nopal.
 *
 * @module
 */
import { setRpcProtocol } from './index.ts';
import { CapnWebServer } from './rpc/session/server.ts';

export { RpcPromise, RpcStub, RpcTarget } from 'capnweb';
export type { CallbackOptions, RpcCallback } from './rpc/push/callback.ts';
export { createPolling } from './rpc/push/polling.ts';
export type { PollAnswer, Polling } from './rpc/push/polling.ts';
export type { PollingOptions } from './rpc/push/polling-options.ts';
export { createRpcState } from './rpc/push/state.ts';
export type { RpcState } from './rpc/push/state.ts';
export { RpcSubscription, RpcTopicSubscription } from './rpc/push/subscription.ts';
export { subscribeTopic, topicStream } from './rpc/push/topics.ts';
export type { RpcTopicOptions, RpcTopicStreamOptions } from './rpc/push/topics.ts';

setRpcProtocol((host) => new CapnWebServer(host));

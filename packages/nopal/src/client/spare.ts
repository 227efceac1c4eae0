/** What most pages never need; a file of its own, loaded by those that do. */
export { renew } from './renew.ts';
export { PollSocket } from './poll-socket.ts';
export { SseSocket } from './sse-socket.ts';
export { isReachable } from './reachable.ts';

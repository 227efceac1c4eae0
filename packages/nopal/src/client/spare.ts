/** What most pages never need; a file of its own, loaded by those that do. */
import { PollSocket } from './poll-socket.ts';
import { SseSocket } from './sse-socket.ts';

export { renew } from './renew.ts';
/** What stands in where WebSocket does not get through, by the transport's name. */
export const sockets = { sse: SseSocket, poll: PollSocket };

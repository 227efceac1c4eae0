import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { fiveFields } from '../card/states.ts';
import { listen } from './listen.ts';
import { serve } from './remote.ts';
import { paced, usage, type Plan } from './usage.ts';

// The same state as JSON by Socket.IO, which renders nothing. Started by the parts, in a process of its own.

const http = createServer();
// Nobody is asked whether they are there: see QUIET_LIMITS.
const options = {
  transports: ['websocket' as const],
  perMessageDeflate: false,
  serveClient: false,
  pingInterval: 3_600_000,
};
const io = new Server(http, options);
let updates = 0;

const methods = {
  ...usage,

  /** Resolves to the port. */
  listen: () => listen(http),

  /** Sends updates of the card's state to everybody; resolves to when. */
  push(plan: Plan): Promise<number[]> {
    return paced(plan, () => io.emit('deploymentStatus', fiveFields(updates++)));
  },
};

/** What the server of Socket.IO can be asked. */
export type SocketIoApi = typeof methods;

serve(methods);

import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { flowing } from '../rig/flow.ts';
import { listen } from '../rig/listen.ts';
import { serve } from '../rig/remote.ts';
import { paced, usage, type Plan } from '../rig/usage.ts';
import { said } from './said.ts';

// The same messages to a room of Socket.IO. Started by the part, in a process of its own.

const http = createServer();
const options = {
  transports: ['websocket' as const],
  perMessageDeflate: false,
  serveClient: false,
  pingInterval: 3_600_000,
};
const io = new Server(http, options);
const ROOM = 'room:0';
let messages = 0;

io.on('connection', (socket) => void socket.join(ROOM));

function publish(): void {
  io.to(ROOM).emit('message', said(messages++));
}

const methods = {
  ...usage,
  ...flowing(publish),

  /** Resolves to the port. */
  listen: () => listen(http),

  /** Sends messages to the room; resolves to when. */
  push: (plan: Plan): Promise<number[]> => paced(plan, publish),
};

/** What the server with a room of Socket.IO can be asked. */
export type RoomsApi = typeof methods;

serve(methods);

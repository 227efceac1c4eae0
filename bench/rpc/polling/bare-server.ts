import { nodeHttpBatchRpcResponse } from 'capnweb';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { listen } from '../../rig/listen.ts';
import { serve } from '../../rig/remote.ts';
import type { Sample } from '../sample.ts';
import { BUFFER, Counter, polled, PollTarget, type Desk } from './desk.ts';

// capnweb by itself, on Node's server, as one would write it by hand. Started by the part, in a process of its own.

/** An array of updates for each client. */
const queues = new Map<string, Sample[]>();

const desk: Desk = {
  subscribe() {
    const id = `system_metrics_${randomUUID()}`;
    queues.set(id, []);
    return id;
  },
  push(value) {
    for (const queue of queues.values()) {
      queue.push(value);
      if (queue.length > BUFFER) queue.shift();
    }
  },
  poll(id) {
    const updates = queues.get(id);
    if (updates === undefined) return undefined;
    queues.set(id, []);
    return { updates, hasMore: false };
  },
};

const counter = new Counter(desk);
// A batch that is garbage would end this process: the load sends none.
const http = createServer((request, response) => {
  void nodeHttpBatchRpcResponse(request, response, new PollTarget(counter));
});

serve(polled(counter, () => listen(http)));

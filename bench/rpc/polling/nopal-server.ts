import { createApp } from 'nopal';
import { createPolling } from 'nopal/capnweb';
import { pino } from 'pino';
import { serve } from '../../rig/remote.ts';
import type { Sample } from '../sample.ts';
import { BUFFER, Counter, polled, PollTarget } from './desk.ts';

// An app that is polled. Started by the part, in a process of its own.

const app = createApp({ logger: pino({ level: 'error' }) });
const counter = new Counter(
  createPolling<Sample>({ prefix: 'system_metrics_', buffer: BUFFER, maxSubscriptions: 200_000 }),
);
app.rpc('/api', () => new PollTarget(counter));

serve(polled(counter, async () => (await app.listen({ port: 0, host: '127.0.0.1', signals: false })).port));

import { createApp, createTopicGroup, type App, type Topic } from 'nopal';
import { pino } from 'pino';
import { flowing } from '../rig/flow.ts';
import { serve } from '../rig/remote.ts';
import { paced, usage, type Plan } from '../rig/usage.ts';
import { Crowd, OwnName, rooms as pageRooms } from './pages.tsx';
import { said, type Said } from './said.ts';

// An app with rooms, for topic clients, plain clients and pages. Started by the parts, in a process of its own.

/** Nobody is asked whether they are there, neither here nor by the others: see QUIET_LIMITS. */
const BEAT_MS = 3_600_000;
/** As many pages as are loaded before the first of them connects. */
const LIMITS = { beatMs: BEAT_MS, maxUnclaimed: 50_000, claimMs: 300_000 };

const rooms = createTopicGroup<Said>('room:', {
  history: { count: 100 },
  access: { subscribe: true, presence: true },
});
const first = rooms('0');
let app: App | undefined;
let messages = 0;

function listening(): App {
  if (app === undefined) throw new Error('The app does not listen yet.');
  return app;
}

function publish(topic: Topic<Said>): void {
  // What is refused ends the process, and with it the measurement.
  void listening().topics.publish(topic, said(messages++));
}

const methods = {
  ...usage,
  ...flowing(() => publish(first)),

  /** Resolves to the port. Topic clients connect at `/_nopal/topics`, plain ones at `/`. */
  async listen(): Promise<number> {
    app = createApp({ logger: pino({ level: 'error' }), limits: LIMITS, topics: { limits: { beatMs: BEAT_MS } } });
    app.topics.add(rooms, pageRooms);
    app.topicSocket('/', first, { show: ({ from, text }) => `${from} says: ${text}` });
    app.page('/crowd', Crowd);
    app.page('/own', OwnName);
    return (await app.listen({ port: 0, host: '127.0.0.1', signals: false })).port;
  },

  /** Publishes to the first room; resolves to when. */
  push(plan: Plan): Promise<number[]> {
    return paced(plan, () => publish(first));
  },

  /** Publishes so many messages to each of so many rooms. */
  async fill(topics: number, each: number): Promise<void> {
    for (let room = 0; room < topics; room++) {
      const topic = rooms(String(room));
      for (let n = 0; n < each; n++) await listening().topics.publish(topic, said(messages++));
    }
  },

  /** Publishes to the room of the pages; resolves to when. */
  sayToPages(plan: Plan): Promise<number[]> {
    const room = pageRooms('0');
    return paced(plan, () => void listening().topics.publish(room, said(messages++)));
  },

  /** Sets the state of the pages to what would be said; resolves to when. */
  pushToPages(plan: Plan): Promise<number[]> {
    return paced(plan, () => void listening().updater.broadcastStateUpdate('news', said(messages++).text));
  },

  /** In how many different states the pages are. */
  distinctTrees(): number {
    return listening().gauges().distinctTrees;
  },

  /** Users who are in the room of the pages. */
  present(): number {
    return listening().topics.presence(pageRooms('0')).count;
  },
};

/** What the server of rooms can be asked. */
export type TopicsApi = typeof methods;

serve(methods);

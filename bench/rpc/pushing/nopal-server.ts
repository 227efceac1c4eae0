import { createApp, createTopic, type App } from 'nopal';
import { createRpcState, subscribeTopic, topicStream } from 'nopal/capnweb';
import { pino } from 'pino';
import { serve } from '../../rig/remote.ts';
import { sample, type Sample } from '../sample.ts';
import { pushing, PushTarget, type PushApi, type Ways } from './ways.ts';

// An app that pushes over RPC. Started by the part, in a process of its own.

/** Those who say how much came do so more often than people call. */
const LIMITS = { callsPerSecond: 1_000_000, callBurst: 1_000_000 };
/** Messages that may be published and have not come to everybody, by how many are subscribed at most. */
const WINDOWS = [
  { subscribers: 1, messages: 1024 },
  { subscribers: Infinity, messages: 64 },
] as const;

const app: App = createApp({ logger: pino({ level: 'error' }) });
const state = createRpcState<Sample>();
const set = (): void => state.set(sample());

/** A topic, and how much of what was published came. */
class Feed {
  readonly topic;
  #subscribers = 0;
  #published = 0;
  #arrived = 0;

  constructor(name: string) {
    this.topic = createTopic<Sample>(name, { history: { count: 4096 } });
    app.topics.add(this.topic);
  }

  join(): void {
    this.#subscribers++;
  }

  readonly publish = (): void => {
    // What is refused ends the process, and with it the measurement.
    void app.topics.publish(this.topic, sample());
  };

  /** Publishes until as many are on the way as may be. */
  readonly fill = (): void => {
    const most = WINDOWS.find(({ subscribers }) => this.#subscribers <= subscribers)?.messages ?? 0;
    for (; this.#published - this.#arrived < most; this.#published++) this.publish();
  };

  readonly told = (calls: number): void => {
    this.#arrived = calls / this.#subscribers;
  };

  readonly restart = (): void => {
    this.#published = this.#arrived = 0;
  };
}

const [called, streamed] = [new Feed('called'), new Feed('streamed')];

const ways: Ways = {
  state: { subscribe: (callback) => state.subscribe(callback), push: set, turn: set },
  topic: {
    subscribe(callback) {
      called.join();
      return subscribeTopic(app.topics, called.topic, callback);
    },
    push: called.publish,
    turn: called.fill,
    told: called.told,
    flowing: called.restart,
  },
  'topic stream': {
    stream() {
      streamed.join();
      return topicStream(app.topics, streamed.topic);
    },
    push: streamed.publish,
    turn: streamed.fill,
    told: streamed.told,
    flowing: streamed.restart,
  },
};

const methods: PushApi = {
  ...pushing(ways),

  async listen(): Promise<number> {
    app.rpc('/', () => new PushTarget(ways), { limits: LIMITS });
    return (await app.listen({ port: 0, host: '127.0.0.1', signals: false })).port;
  },

  imports: () => app.gauges().rpc.imports,
};

/** What the server of nopal can be asked. */
export type NopalPushApi = typeof methods;

serve(methods);

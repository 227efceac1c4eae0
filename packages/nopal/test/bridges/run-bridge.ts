import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import type { ServiceFunction } from '../../src/index.ts';
import { MemoryStore } from '../../src/push/memory-store.ts';
import type { TopicStore } from '../../src/push/store.ts';
import { createTopic, type Topic } from '../../src/push/topic.ts';
import { Topics } from '../../src/push/topics.ts';
import { makeApp, type LogLine } from '../support/app.ts';

/** A bridge that runs as a background service. */
export interface RunningBridge {
  readonly log: readonly LogLine[];
  /** The lines with this code. */
  coded(code: string): LogLine[];
  /** Shuts it down; resolves when it has ended. */
  stop(): Promise<void>;
}

/** Runs a bridge until the test ends. */
export function runBridge(service: ServiceFunction, topics: Topics = new Topics()): RunningBridge {
  const log: LogLine[] = [];
  const logger = pino({ level: 'trace' }, { write: (line: string) => void log.push(JSON.parse(line) as LogLine) });
  const end = new AbortController();
  const running = service({ updater: makeApp().app.updater, logger, topics, signal: end.signal });
  const stop = async (): Promise<void> => {
    end.abort();
    await running;
  };
  onTestFinished(stop);
  return { log, coded: (code) => log.filter((line) => line.code === code), stop };
}

/** A store in memory that says that something is stored only once the gate is open. */
export function makeHeldStore({ opened }: Gate): TopicStore & { readonly asked: readonly string[] } {
  const memory = new MemoryStore();
  const asked: string[] = [];
  return {
    kind: 'held',
    asked,
    append: async (log, message) => {
      asked.push(message.text);
      await opened;
      return memory.append(log, message);
    },
    read: (...args) => memory.read(...args),
    range: (...args) => memory.range(...args),
    delete: (topic) => memory.delete(topic),
    close: () => memory.close(),
  };
}

/** The topic that the tests publish to. */
export const orders: Topic<unknown> = createTopic('orders', { history: { count: 100_000, bytes: 1e9 } });

/** Topics on a store, by default in memory, closed with the test. */
export function makeTopics(store?: TopicStore): Topics {
  const topics = new Topics({ store });
  onTestFinished(async () => topics.close());
  return topics;
}

/** All messages of the topic. */
export async function published(topics: Topics): Promise<unknown[]> {
  const { messages } = await topics.read(orders, { last: 1000 });
  return messages.map(({ message }) => message);
}

/** A handle that the test finishes. */
export interface Gate {
  readonly opened: Promise<void>;
  open(): void;
}

export function makeGate(): Gate {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

import { ChaosProxy } from 'nopal-chaos';
import { onTestFinished } from 'vitest';
import { connectTopics, type ConnectOptions } from '../../src/client.ts';
import { createTopic, createTopicGroup } from '../../src/push/topic.ts';
import type { TopicClient } from '../../src/topic-client/client.ts';
import type { App } from '../../src/server/app.ts';
import type { AppOptions } from '../../src/server/app-options.ts';
import { serve, type RunningApp } from '../support/app.ts';

/** A message of the topics in these tests. */
export interface Note {
  readonly n: number;
  readonly text?: string;
}

/** Everybody may do everything. */
export const OPEN = { subscribe: true, publish: true, presence: true } as const;

/** A topic that everybody may do everything with, as often as they like. */
export const lobby = createTopic<Note>('room:lobby', {
  history: { count: 5000, bytes: 64 * 1024 * 1024 },
  maxMessageBytes: 512 * 1024,
  rate: { perSecond: 100_000, burst: 100_000 },
  access: OPEN,
});

/** More of the same. */
export const rooms = createTopicGroup<Note>('open:', { access: OPEN, presenceGraceMs: 50 });

/** Reconnecting takes no time worth mentioning. */
export const AT_ONCE = { firstMs: 5, longestMs: 20 };

/** Starts an app with these topics. */
export async function serveTopics(topics: AppOptions['topics'] = {}, set?: (app: App) => void): Promise<RunningApp> {
  return serve(
    (app) => {
      app.topics.add(lobby, rooms);
      set?.(app);
    },
    { topics },
  );
}

/** A client that ends with the test, and tells nobody of its errors but the list. */
export function clientOf(
  url: string,
  options: ConnectOptions = {},
): { readonly client: TopicClient; readonly errors: string[] } {
  const errors: string[] = [];
  const onError = (error: { readonly code: string }): void => void errors.push(error.code);
  const client = connectTopics(url, { reconnect: AT_ONCE, onError, ...options });
  onTestFinished(() => client.close());
  return { client, errors };
}

/** A network before an app; ends with the test. */
export async function networkBefore(running: RunningApp, seed = 1): Promise<ChaosProxy> {
  const network = await ChaosProxy.start(running.port, { serverHost: '127.0.0.1', seed });
  onTestFinished(() => network.close());
  return network;
}

/** Numbers from one to another. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

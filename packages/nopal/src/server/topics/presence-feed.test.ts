import { expect, onTestFinished, test } from 'vitest';
import { decodeTopicServerMessage, type TopicPresence } from '../../protocol/topic-answers.ts';
import { DEFAULT_TOPIC_LIMITS } from '../../protocol/topic-limits.ts';
import { Topics } from '../../push/topics.ts';
import { until } from '../../../test/support/until.ts';
import { PresenceFeed, type Watcher } from './presence-feed.ts';

/** Somebody who is told. */
class TestWatcher implements Watcher {
  isClogged = false;
  readonly told: TopicPresence[] = [];

  write(frame: Buffer): void {
    const message = decodeTopicServerMessage(frame.subarray(frame.indexOf('[')).toString('utf8'));
    if (message.type === 'presence') this.told.push(message.presence);
  }

  get last(): unknown {
    const { count, users } = this.told.at(-1) ?? {};
    return [count, users?.map(({ id }) => id)];
  }
}

function make(limits = {}) {
  const presence = new Topics().presence('room');
  const feed = new PresenceFeed('room', presence, { ...DEFAULT_TOPIC_LIMITS, presenceMs: 0, ...limits });
  onTestFinished(() => feed.close());
  return { presence, feed, watcher: new TestWatcher() };
}

test('who can be told nothing now is told what is so once it can', async () => {
  const { presence, feed, watcher } = make();
  const other = new TestWatcher();
  feed.add(watcher);
  feed.add(other);
  watcher.isClogged = true;
  presence.join({ id: 'ann' });
  await until(() => other.told.length === 2);
  const bob = presence.join({ id: 'bob' });
  await until(() => other.told.length === 3);
  bob.leave();
  await until(() => other.told.length === 4);
  expect(watcher.told).toHaveLength(1);
  watcher.isClogged = false;
  feed.drained(watcher);
  expect(watcher.last).toEqual([1, ['ann']]);
  // Who missed nothing is not told again.
  feed.drained(watcher);
  feed.drained(other);
  expect([watcher.told.length, other.told.length]).toEqual([2, 4]);
});

test('what happens in quick succession is told once, the newest of it by name', async () => {
  const { presence, feed, watcher } = make({ presenceChanges: 3, presenceUsers: 2 });
  feed.add(watcher);
  for (let n = 1; n <= 100; n++) presence.join({ id: `u${n}` });
  await until(() => watcher.told.length === 2);
  expect(watcher.last).toEqual([100, ['u1', 'u2']]);
  expect(watcher.told[1]?.changes.map(({ number }) => number)).toEqual([98, 99, 100]);
});

test('what costs much is told seldom', async () => {
  const { presence, feed, watcher } = make({ presenceBytesPerSecond: 1 });
  feed.add(watcher);
  presence.join({ id: 'ann' });
  await until(() => watcher.told.length === 2);
  presence.join({ id: 'bob' });
  // Whoever comes now hears of it at once; the others wait for what their share costs.
  const late = new TestWatcher();
  feed.add(late);
  expect(late.last).toEqual([2, ['ann', 'bob']]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(watcher.told).toHaveLength(2);
});

test('nobody is told after they stopped, nor anybody after its end', async () => {
  const { presence, feed, watcher } = make();
  feed.add(watcher);
  feed.delete(watcher);
  expect(feed.isIdle).toBe(true);
  presence.join({ id: 'ann' });
  feed.close();
  await new Promise((resolve) => setImmediate(resolve));
  expect(watcher.told).toHaveLength(1);
});

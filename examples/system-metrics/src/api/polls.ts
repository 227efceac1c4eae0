import type { Feed } from '../feeds/feed.ts';
import { unixSeconds } from '../seconds.ts';
import type { Polled, Refused, Subscribed, Unsubscribed } from './answers.ts';

/** How often the streams have something new, in milliseconds. */
const pollInterval = 1000;

const notFound: Refused = { error: 'subscription not found' };
const idRequired: Refused = { error: 'subscription ID required' };

/**
 * Starts a subscription.
 *
 * @param what is subscribed to, for people
 * @param pollMethod by which it is polled
 */
export function subscribeFeed<T>({ polling }: Feed<T>, what: string, pollMethod: string): Subscribed {
  return {
    subscriptionId: polling.subscribe(),
    message: `Subscribed to ${what}. Call ${pollMethod} with this ID for updates.`,
    status: 'active',
    pollInterval,
  };
}

/**
 * Answers a poll.
 *
 * @param id as the client sent it
 * @param most how many updates at most; all if it is left out
 * @throws TypeError when `most` is no whole number from 1 on
 */
export function pollFeed<T>({ polling }: Feed<T>, id: unknown, most?: number): Polled<T> | Refused {
  return readId(id, (subscriptionId) => {
    const polled = polling.poll(subscriptionId, most);
    if (polled === undefined) return notFound;
    const { updates, hasMore, dropped } = polled;
    return { subscriptionId, updates, hasMore, dropped, timestamp: unixSeconds() };
  });
}

/** Ends the subscription with this id, whichever feed it is of. */
export function unsubscribeFeeds(
  feeds: readonly Pick<Feed<unknown>, 'polling'>[],
  subscriptionId: string,
): Unsubscribed | Refused {
  if (!feeds.some(({ polling }) => polling.unsubscribe(subscriptionId))) return notFound;
  return { subscriptionId, message: 'Unsubscribed.', status: 'inactive' };
}

/** Answers for an id if it can be one. What is of another type is simply not the id of anything. */
export function readId<T>(id: unknown, answer: (subscriptionId: string) => T): T | Refused {
  if (id === undefined || id === null || id === '') return idRequired;
  return typeof id === 'string' ? answer(id) : notFound;
}

import type { Topics } from '../../push/topics.ts';
import type { Topic } from '../../push/topic.ts';
import { NopalError } from '../../protocol/error.ts';
import { currentFrame } from '../../ui/frame.ts';
import { useContext, useEffect, useSourceState } from '../../ui/hooks.ts';
import { Viewer } from '../viewer.ts';
import { feedsContext, nameOf, type TopicFeeds } from './feeds.ts';
import { topicKey, WINDOW } from './topic-feed.ts';
import { hold, MAX_SHOWN, prepend, type ShownMessage, type TopicState } from './topic-state.ts';

/** How many messages are shown at first, unless a component says otherwise; and how many more by each `older()`. */
const PAGE = 50;

/** Options of `useTopic`. */
export interface UseTopicOptions {
  /** How many of the newest messages are shown, 1 to 200. Default 50. */
  readonly last?: number;
}

/** What a component shows of a topic. */
export interface TopicView<T> {
  /** The newest messages, oldest first, without gaps. `offset` is a good key. */
  readonly messages: readonly ShownMessage<T>[];
  /** Whether the topic has messages before these, and they can be shown: a component shows 1,000 at most. */
  readonly hasOlder: boolean;
  /** Shows 50 more of them, for this viewer alone, up to 1,000 messages in all. For handlers and effects. */
  readonly older: () => void;
  /**
   * Keeps the messages that are shown while new ones come, for somebody who scrolled up to read, as `older()` does too;
   * `hold(false)` goes back to the newest. For handlers and effects.
   */
  readonly hold: (isHeld: boolean) => void;
  /** Whether something is being read: the first messages, or older ones. */
  readonly isLoading: boolean;
  /** Whether the topic could not be read; it is tried again. */
  readonly hasFailed: boolean;
}

/**
 * Shows the newest messages of a topic, and each one that is published from then on, as state: viewers who show the
 * same share it, however many they are. Who was away shows what was said meanwhile. The topic's `access` is for clients
 * from outside, and is not asked: who may see a page is the page's to say.
 *
 * @param topic a topic, or its name; may be another one in the next render
 * @typeParam T what its messages are
 * @throws NopalError `topics-missing`, `hook-outside-render`, `hook-order`; TopicError `topic-name`, `duplicate-topic`
 * @example
 * ```tsx
 * const room = useTopic(lobby, { last: 20 });
 * return <ol>{room.messages.map(({ offset, message }) => <li key={offset}>{message.text}</li>)}</ol>;
 * ```
 */
export function useTopic<T>(topic: Topic<T> | string, { last = PAGE }: UseTopicOptions = {}): TopicView<T> {
  const feeds = useFeeds('useTopic');
  const { binding } = currentFrame('useTopic');
  const name = nameOf(topic);
  const shown = Math.min(Math.max(1, Math.trunc(last)), WINDOW);
  const [state, setState] = useSourceState<TopicState>(topicKey(name), () => feeds.snapshot(topic, shown));
  // By the time it is called, another topic may be shown in this place.
  const change = (make: (now: TopicState) => TopicState): void => {
    setState((now) => (now.topic === name ? make(now) : now));
  };
  useEffect(() => (binding?.viewer instanceof Viewer ? feeds.follow(name, binding.viewer) : undefined), [name]);
  useEffect(() => change((now) => (now.last === shown ? now : feeds.snapshot(topic, shown))), [name, shown]);

  const [oldest] = state.messages;
  const hasOlder = oldest !== undefined && oldest.offset > state.first && state.messages.length < MAX_SHOWN;
  const older = async (): Promise<void> => {
    if (!hasOlder || state.isLoadingOlder) return;
    change((now) => ({ ...now, isLoadingOlder: true }));
    try {
      const window = await feeds.older(name, oldest.offset, PAGE);
      change((now) => prepend(now, window));
    } catch (error) {
      change((now) => ({ ...now, isLoadingOlder: false }));
      binding?.report(olderFailed(name, error));
    }
  };
  return {
    // What is in a topic of this type was checked to be so by the publisher's compiler, and by the topic's schema.
    messages: state.messages as readonly ShownMessage<T>[],
    hasOlder,
    older: () => void older(),
    hold: (isHeld) => change((now) => hold(now, isHeld)),
    isLoading: state.status === 'loading' || state.isLoadingOlder,
    hasFailed: state.status === 'failed',
  };
}

/**
 * The app's topics, to publish from handlers and effects.
 *
 * @throws NopalError `topics-missing`, `hook-outside-render`
 * @example
 * ```tsx
 * const topics = useTopics();
 * return <button onClick={async () => void (await topics.publish(lobby, { from: 'Ann', text: 'hi' }))}>Say hi</button>;
 * ```
 */
export function useTopics(): Topics {
  return useFeeds('useTopics').topics;
}

/** @throws NopalError `topics-missing` where a component is rendered without an app */
export function useFeeds(hook: string): TopicFeeds {
  const feeds = useContext(feedsContext);
  if (feeds !== null) return feeds;
  throw new NopalError(
    'topics-missing',
    `${hook} was called in a component that no app renders.`,
    'Render it as a page of an app: app.page(…) or app.renderPage(…).',
  );
}

function olderFailed(topic: string, cause: unknown): NopalError {
  return new NopalError(
    'topic-not-read',
    `Older messages of ${topic} could not be read; the page goes on as it was.`,
    'Fix the cause below.',
    { cause },
  );
}

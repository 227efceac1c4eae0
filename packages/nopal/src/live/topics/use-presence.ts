import type { Member } from '../../push/presence.ts';
import type { AnyTopic, TopicUser } from '../../push/topic.ts';
import { currentFrame } from '../../ui/frame.ts';
import { useEffect, useSourceState } from '../../ui/hooks.ts';
import { Viewer } from '../viewer.ts';
import { nameOf } from './feeds.ts';
import { presenceKey } from './presence-feed.ts';
import { MAX_CHANGES, MAX_USERS, type PresenceState, type ShownChange, type ShownUser } from './presence-state.ts';
import { useFeeds } from './use-topic.ts';

/** Options of `usePresence`. */
export interface UsePresenceOptions {
  /** As whom the viewer is there while the component is mounted and connected. Without it, it only looks. */
  readonly as?: TopicUser | undefined;
  /** How many users are listed, 0 to 500. Default 100; for huge rooms take few, and show the count. */
  readonly users?: number;
  /** How many of the last changes are listed, 0 to 100. Default 0. */
  readonly changes?: number;
}

/** Who is in a topic, as a component shows it. */
export interface PresenceView {
  /** How many users are there, listed or not. */
  readonly count: number;
  /** The first of them, in the order in which they came. */
  readonly users: readonly ShownUser[];
  /** The last of those who came and went, oldest first; `number` is a good key. */
  readonly changes: readonly ShownChange[];
  /** Puts other data in the place of what the others see of this viewer. For handlers and effects. */
  readonly update: (data: unknown) => void;
}

/** As whom viewers are there, by the setter that stands for one viewer's use of the hook. */
const members = new WeakMap<object, Member>();

/**
 * Shows who is in a topic, and has the viewer be there itself. A page counts while it is connected, and when it is lost
 * for the topic's grace period; who leaves the page or loses the component is gone at once. The topic's `access` is for
 * clients from outside, and is not asked.
 *
 * @param topic a topic, or its name; may be another one in the next render
 * @throws NopalError `topics-missing`, `hook-outside-render`, `hook-order`; TopicError `topic-name`, `duplicate-topic`
 * @example
 * ```tsx
 * const here = usePresence(lobby, { as: { id: name }, users: 20 });
 * return <p>{here.count} online: {here.users.map(({ id }) => id).join(', ')}</p>;
 * ```
 */
export function usePresence(
  topic: AnyTopic | string,
  { as, users = 100, changes = 0 }: UsePresenceOptions = {},
): PresenceView {
  const feeds = useFeeds('usePresence');
  const { binding } = currentFrame('usePresence');
  const name = nameOf(topic);
  const most = { users: bounded(users, MAX_USERS), changes: bounded(changes, MAX_CHANGES) };
  const [state, setState] = useSourceState<PresenceState>(presenceKey(name), () => feeds.presence(topic, most));

  useEffect(() => {
    if (!(binding?.viewer instanceof Viewer)) return undefined;
    return feeds.followPresence(feeds.topics.presence(topic), binding.viewer);
  }, [name]);

  useEffect(() => {
    if (as === undefined || !(binding?.viewer instanceof Viewer)) return undefined;
    const { viewer } = binding;
    const member = feeds.topics.presence(topic).join(as);
    members.set(setState, member);
    const follow = (isConnected: boolean): void => (isConnected ? member.back() : member.lost());
    follow(viewer.connection !== null);
    const stop = viewer.onConnection(follow);
    return () => {
      stop();
      members.delete(setState);
      member.leave();
    };
  }, [name, as?.id]);

  useEffect(() => {
    if (as?.data !== undefined) members.get(setState)?.update(as.data);
  }, [as?.data]);

  const { count, users: listed, changes: listedChanges } = state;
  return { count, users: listed, changes: listedChanges, update: (data) => members.get(setState)?.update(data) };
}

function bounded(value: number, most: number): number {
  return Math.min(Math.max(0, Math.trunc(value)), most);
}

import type { Data } from '../../ui/data.ts';

/** A message as components show it. */
export interface ShownMessage<T = Data> {
  /** Its place in the topic: a key for lists. */
  readonly offset: number;
  /** When it was published, in milliseconds since 1970. */
  readonly at: number;
  readonly message: T;
}

/** The newest messages of a topic, without gaps. */
export interface TopicWindow {
  readonly epoch: string;
  /** Offset of the oldest message that the topic has, shown or not. */
  readonly first: number;
  readonly messages: readonly ShownMessage[];
}

/** What a component shows of a topic. Data. */
export interface TopicState extends TopicWindow {
  /** Before it is ready, what there is has not been read. */
  readonly status: 'loading' | 'ready' | 'failed';
  /** How many messages are shown, at most. */
  readonly limit: number;
  /** Whether older messages are being read. */
  readonly isLoadingOlder: boolean;
}

/** Most messages that a component shows. */
export const MAX_SHOWN = 1000;

/** The state of a component for which nothing could be read yet. */
export function loadingState(limit: number): TopicState {
  return { status: 'loading', epoch: '', first: 1, messages: [], limit, isLoadingOlder: false };
}

/** The state of a component that has just come. */
export function stateOf({ epoch, first, messages }: TopicWindow, limit: number): TopicState {
  return { status: 'ready', epoch, first, messages: newest(messages, limit), limit, isLoadingOlder: false };
}

/**
 * Brings a state up to date. What it shows goes on without a gap; where it cannot, it begins anew.
 *
 * @param window of the same topic, and newer
 */
export function advance(state: TopicState, window: TopicWindow): TopicState {
  const shown = state.messages.at(-1)?.offset;
  const oldest = window.messages[0]?.offset;
  const isSameLog = state.status === 'ready' && state.epoch === window.epoch;
  if (!isSameLog || shown === undefined || oldest === undefined || oldest > shown + 1) {
    return { ...stateOf(window, state.limit), isLoadingOlder: state.isLoadingOlder };
  }
  const fresh = window.messages.filter(({ offset }) => offset > shown);
  if (fresh.length === 0 && state.first === window.first) return state;
  return { ...state, first: window.first, messages: newest([...state.messages, ...fresh], state.limit) };
}

/** Keeps what is shown in its place while new messages come; or lets it go, down to so many of the newest. */
export function hold(state: TopicState, isHeld: boolean, last: number): TopicState {
  if (isHeld) return { ...state, limit: MAX_SHOWN };
  return { ...state, limit: last, messages: newest(state.messages, last) };
}

/** Puts older messages in front, if they go on where the state begins; from then on as many are shown as may be. */
export function prepend(state: TopicState, older: TopicWindow): TopicState {
  const begins = state.messages[0]?.offset;
  const follows = older.messages.at(-1)?.offset;
  const done = { ...state, isLoadingOlder: false };
  if (state.epoch !== older.epoch || begins === undefined || follows !== begins - 1) return done;
  return {
    ...done,
    first: older.first,
    limit: MAX_SHOWN,
    messages: [...newest(older.messages, MAX_SHOWN - state.messages.length), ...state.messages],
  };
}

function newest(messages: readonly ShownMessage[], limit: number): readonly ShownMessage[] {
  return messages.length <= limit ? messages : messages.slice(messages.length - limit);
}

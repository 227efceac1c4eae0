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
  /** Of which topic: what is about another one that was shown here before does not concern it. */
  readonly topic: string;
  /** Before it is ready, what there is has not been read. */
  readonly status: 'loading' | 'ready' | 'failed';
  /** How many of the newest messages are to be shown. */
  readonly last: number;
  /** Whether more than those are shown, since somebody reads them. */
  readonly isHeld: boolean;
  /** Whether older messages are being read. */
  readonly isLoadingOlder: boolean;
}

/** Most messages that a component shows. */
export const MAX_SHOWN = 1000;

/** The state of a component for which nothing was read. */
export function unreadState(topic: string, last: number, status: 'loading' | 'failed'): TopicState {
  return { topic, status, epoch: '', first: 1, messages: [], last, isHeld: false, isLoadingOlder: false };
}

/** The state of a component that has just come. */
export function stateOf(topic: string, { epoch, first, messages }: TopicWindow, last: number): TopicState {
  const shown = newest(messages, last);
  return { topic, status: 'ready', epoch, first, messages: shown, last, isHeld: false, isLoadingOlder: false };
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
    return { ...stateOf(state.topic, window, state.last), isLoadingOlder: state.isLoadingOlder };
  }
  const fresh = window.messages.filter(({ offset }) => offset > shown);
  // Messages only go; whoever asked for older ones may know better by now.
  const first = Math.max(state.first, window.first);
  if (fresh.length === 0 && state.first === first) return state;
  return { ...state, first, messages: newest([...state.messages, ...fresh], mostOf(state)) };
}

/** Keeps what is shown in its place while new messages come; or lets it go, down to the newest. */
export function hold(state: TopicState, isHeld: boolean): TopicState {
  return { ...state, isHeld, messages: isHeld ? state.messages : newest(state.messages, state.last) };
}

/** Puts older messages in front, if they go on where the state begins; from then on it is held. */
export function prepend(state: TopicState, older: TopicWindow): TopicState {
  const done = { ...state, isLoadingOlder: false };
  if (state.epoch !== older.epoch) return done;
  const begins = state.messages[0]?.offset;
  const follows = older.messages.at(-1)?.offset;
  // Where nothing goes on from here, what was there is gone by now.
  if (begins === undefined || follows !== begins - 1) return { ...done, first: older.first };
  const messages = [...newest(older.messages, MAX_SHOWN - state.messages.length), ...state.messages];
  return { ...done, first: older.first, isHeld: true, messages };
}

function mostOf({ isHeld, last }: TopicState): number {
  return isHeld ? MAX_SHOWN : last;
}

function newest(messages: readonly ShownMessage[], most: number): readonly ShownMessage[] {
  return messages.length <= most ? messages : messages.slice(messages.length - most);
}

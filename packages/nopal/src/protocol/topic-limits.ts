/** Every bound of the protocol of topics, by name. Sizes in bytes, times in milliseconds. */
export interface TopicLimits {
  /** Largest message that a client may send: with its topic, its id and what is around it. */
  readonly maxMessageBytes: number;
  /** Fragments that one message may come in. */
  readonly maxFragments: number;
  /** Longest name of a topic, in characters. */
  readonly maxTopicLength: number;
  /** Longest name that a publisher may give a message, in characters. */
  readonly maxIdLength: number;
  /** Topics that one connection may be subscribed to; also, that it may be present in, and watch the presence of. */
  readonly maxSubscriptions: number;
  /** Messages of a subscription that may be under way: sent, and not taken by the client's application. */
  readonly windowMessages: number;
  /** Bytes of messages of a subscription that may be under way. The batch that passes the bound is sent whole. */
  readonly windowBytes: number;
  /** Bytes that may wait for the network before a connection is sent nothing new and read no more from. */
  readonly bufferedBytes: number;
  /** Requests of one connection that may wait for their answers; it is not read from until one was answered. */
  readonly maxRequests: number;
  /** How many messages of one connection are read per second; what comes faster waits in the network. */
  readonly messagesPerSecond: number;
  /** How many are read at once. */
  readonly messagesBurst: number;
  /** Messages in one answer about the history. */
  readonly historyMessages: number;
  /** Bytes of messages in one answer about the history. One message is always given. */
  readonly historyBytes: number;
  /** Users that watchers of a topic are told of by name; of the others only how many they are. */
  readonly presenceUsers: number;
  /** Comings and goings that watchers of a topic are told of at a time, the newest. */
  readonly presenceChanges: number;
  /** Least time between two tellings of who is in a topic. */
  readonly presenceMs: number;
  /** How much is sent per second about who is in one topic, to all watchers together: in large rooms more seldom. */
  readonly presenceBytesPerSecond: number;
  /** How long a connection may take to say hello. */
  readonly helloMs: number;
  /** Silence after which a client is asked whether it is still there, and after which it is not. */
  readonly beatMs: number;
  /** How many clients are told to come back per second after a shutdown; they spread over as long as that takes. */
  readonly comebacksPerSecond: number;
}

/** The bounds that hold unless an app sets others. */
export const DEFAULT_TOPIC_LIMITS: TopicLimits = {
  maxMessageBytes: 64 * 1024,
  maxFragments: 16,
  maxTopicLength: 200,
  maxIdLength: 100,
  maxSubscriptions: 100,
  windowMessages: 256,
  windowBytes: 128 * 1024,
  bufferedBytes: 64 * 1024,
  maxRequests: 32,
  messagesPerSecond: 200,
  messagesBurst: 400,
  historyMessages: 100,
  historyBytes: 256 * 1024,
  presenceUsers: 100,
  presenceChanges: 20,
  presenceMs: 200,
  presenceBytesPerSecond: 4 * 1024 * 1024,
  helloMs: 10_000,
  beatMs: 10_000,
  comebacksPerSecond: 2000,
};

/** What a client is told of them: how it has to behave. */
export type ToldLimits = Pick<TopicLimits, 'maxMessageBytes' | 'windowMessages' | 'windowBytes' | 'beatMs'>;

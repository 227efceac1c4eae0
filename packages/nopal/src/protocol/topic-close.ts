/** The version of the protocol of topics. Client and server must match exactly. */
export const TOPIC_PROTOCOL_VERSION = 1;

/** Why the server closes the connection of a topic client; the number is the WebSocket's close code. */
export const TOPIC_CLIENT_CLOSE_CODES = {
  /** The server shuts down: come back. */
  'going-away': 1001,
  /** The client sent something that is not of the protocol. */
  'bad-message': 4400,
  /** The app could not say who the client is: its `identify` failed. */
  'identify-failed': 4403,
  /** It did not say hello in time. */
  'hello-timeout': 4408,
  /** The same client connected again. */
  replaced: 4409,
  /** Nothing was heard from it, or it took nothing, for too long. If it still lives, it comes back. */
  stalled: 4410,
  /** The client is of another version. */
  'version-mismatch': 4426,
} as const;

/** Why the server closes the connection of a topic client. */
export type TopicClientCloseReason = keyof typeof TOPIC_CLIENT_CLOSE_CODES;

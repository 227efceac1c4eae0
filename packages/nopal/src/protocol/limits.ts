/** Every bound of the protocol, by name. Sizes in bytes, times in milliseconds. */
export interface Limits {
  /** Largest message a browser may send. */
  readonly maxMessageBytes: number;
  /** Fragments that one message may come in. */
  readonly maxFragments: number;
  /** Longest path of an event: how deep a page may be. */
  readonly maxPathLength: number;
  /** Longest path and query of a page that a browser may ask for over its connection. */
  readonly maxUrlLength: number;
  /** Largest form that a browser may post without the script. */
  readonly maxFormBytes: number;
  /** How long a page that was prepared for a viewer is kept for it. */
  readonly prefetchMs: number;
  /** How long handlers of a page are waited for that its visitor wants to leave. They run on. */
  readonly leaveMs: number;
  /** Pages that are being asked for at a time for one viewer who wants to go there. */
  readonly maxTrips: number;
  /** How often, within ten seconds, handlers, effects and timers may send a viewer to another page. */
  readonly maxRedirects: number;
  /** Events of one viewer that may wait for their handlers. */
  readonly maxWaitingEvents: number;
  /** Messages that may wait for a viewer who does not take its trees. */
  readonly maxWaitingMessages: number;
  /** Unacknowledged bytes after which a viewer gets nothing new. One frame may always be under way. */
  readonly windowBytes: number;
  /** Unacknowledged frames after which a viewer gets nothing new: each keeps a tree. */
  readonly windowFrames: number;
  /** Unacknowledged bytes that may be under way however old: so few that any network takes them in a moment. */
  readonly windowFreeBytes: number;
  /** Age of the oldest unacknowledged frame after which a viewer with more than that under way gets nothing new. */
  readonly windowMs: number;
  /** Silence of a browser after which it is asked whether it is still there. */
  readonly beatMs: number;
  /** Age of the oldest unacknowledged frame after which the connection is closed; the browser may resume. */
  readonly stalledMs: number;
  /** The slowest network that is waited for, in bytes per second: a large frame is given as much more than `stalledMs`. */
  readonly slowestBytesPerSecond: number;
  /** Longest time between two frames that a browser may ask for. */
  readonly maxPaceMs: number;
  /** How long it may take to decide whether a WebSocket is let in, where a function of the app is asked. */
  readonly admitMs: number;
  /** WebSockets of one path that are being decided about; more are answered with 503. */
  readonly maxAdmitting: number;
  /** How long a connection may take to say who it is. */
  readonly helloMs: number;
  /** How long a served page may take to connect. */
  readonly claimMs: number;
  /** How long a viewer without a connection is kept. */
  readonly graceMs: number;
  /** Pages that were served and not connected yet; the oldest goes when one more is served. */
  readonly maxUnclaimed: number;
  /** Viewers without a connection; the one that left first goes when one more leaves. */
  readonly maxAway: number;
  /** Trees per page that are kept only because slow or lost browsers show them; of the oldest the viewers morph. */
  readonly maxOldTrees: number;
  /** Size of all such trees, estimated; of the oldest the viewers morph. */
  readonly maxOldTreeBytes: number;
  /** Values that are kept for instances mounted later. */
  readonly maxRetained: number;
  /** Updates with a function that a throttled updater holds per target and key before it lets them through early. */
  readonly maxHeldUpdates: number;
  /** Largest encoded props of a page: they travel with it, so that any node can rebuild it. */
  readonly maxPagePropsBytes: number;
  /** Frames per second and page type; a page may set its own, and a component its own by `useFrameRate`. */
  readonly framesPerSecond: number;
  /** Longest stretch of sending before other work gets its turn. */
  readonly sliceMs: number;
  /** How long services and handlers may take to end at shutdown. */
  readonly shutdownMs: number;
  /** How many browsers are told to come back per second after a shutdown; they spread over as long as that takes. */
  readonly comebacksPerSecond: number;
}

/** The bounds that hold unless an app sets others. */
export const DEFAULT_LIMITS: Limits = {
  maxMessageBytes: 64 * 1024,
  maxFragments: 16,
  maxPathLength: 256,
  maxUrlLength: 4096,
  maxFormBytes: 1024 * 1024,
  prefetchMs: 10_000,
  leaveMs: 2000,
  maxTrips: 4,
  maxRedirects: 20,
  maxWaitingEvents: 100,
  maxWaitingMessages: 200,
  windowBytes: 64 * 1024,
  windowFrames: 100,
  windowFreeBytes: 16 * 1024,
  windowMs: 2000,
  beatMs: 10_000,
  stalledMs: 15_000,
  slowestBytesPerSecond: 16 * 1024,
  maxPaceMs: 60_000,
  admitMs: 10_000,
  maxAdmitting: 1000,
  helloMs: 10_000,
  claimMs: 30_000,
  graceMs: 60_000,
  maxUnclaimed: 10_000,
  maxAway: 50_000,
  maxOldTrees: 1000,
  maxOldTreeBytes: 32 * 1024 * 1024,
  maxRetained: 10_000,
  maxHeldUpdates: 1000,
  maxPagePropsBytes: 16 * 1024,
  framesPerSecond: 60,
  sliceMs: 8,
  shutdownMs: 10_000,
  comebacksPerSecond: 2000,
};

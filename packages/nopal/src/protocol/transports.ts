/** What can carry a connection, in the order in which browsers try them. */
export const TRANSPORTS = ['websocket', 'sse', 'poll'] as const;

/** The name of a transport. */
export type TransportName = (typeof TRANSPORTS)[number];

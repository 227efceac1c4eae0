/** The version of the protocol. Client and server must match exactly. */
export const PROTOCOL_VERSION = 1;

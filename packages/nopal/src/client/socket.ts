/** What the link needs of a connection: a part of the browser's WebSocket. */
export interface Socket {
  onopen: (() => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: ((event: { readonly code: number }) => void) | null;
  send(text: string): void;
  close(): void;
}

/** Where and how to connect. */
export interface Endpoint {
  /** The WebSocket's address, as an HTTP one. The other transports' are beside it. */
  readonly url: string;
  /** Least milliseconds between two changes that the page wants. */
  readonly pace: number;
}

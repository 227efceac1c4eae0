/** An open or opening WebSocket. */
export interface ClientSocket {
  send(text: string): void;
  /** Ends it by the client's own wish, with the code 1000. */
  close(): void;
  /** Ends it at once, where that is possible: the other side is not expected to answer. */
  cut(): void;
}

/** What a WebSocket tells. After `closed`, nothing. */
export interface SocketEvents {
  opened(): void;
  received(text: string): void;
  closed(code: number, cause?: unknown): void;
}

/** What differs between browsers and Node. */
export interface Platform {
  open(url: string, events: SocketEvents): ClientSocket;
  /** Runs something again and again, without keeping a process alive; returns what stops it. */
  every(ms: number, run: () => void): () => void;
  /** Tells when there may be a network again, or the time of a sleep has passed; returns what stops it. */
  onWake(wake: () => void): () => void;
}

/** One of many viewers that a load process plays. */
export interface Visitor {
  /** Resolves when everything is in place for updates to come. */
  open(): Promise<void>;
  /** Whether an acknowledgement of what came is still to be sent. */
  readonly owes: boolean;
  /** Sends it now. */
  settle(): void;
  /** Goes without a goodbye. */
  cut(): void;
  /** Reads no more. */
  pause(): void;
  /** Reads again. */
  resume(): void;
}

/** Where visitors report to. */
export interface Meter {
  /** A visitor got an update: these bytes of a buffer that is used again right after. */
  update(visitor: number, bytes: Buffer, start: number, end: number): void;
  /** A visitor was told who is there, in so many bytes. */
  presence(visitor: number, bytes: number): void;
  /** A visitor said something. */
  said(): void;
  /** A visitor's connection ended, and it did not end it. */
  lost(visitor: number, why: string): void;
}

/** What topic clients do once they are connected. */
export interface TopicRole {
  /** Over so many topics they are spread: `room:0`, `room:1` … */
  readonly topics: number;
  /** With how many messages of the history they begin. */
  readonly last: number;
  /** Whether they are present, and watch who else is. */
  readonly isPresent: boolean;
}

/** What all visitors of a load process have in common. */
export interface VisitorContext {
  readonly port: number;
  readonly path: string;
  readonly meter: Meter;
  /** What topic clients do. */
  readonly role?: TopicRole | undefined;
}

/** Where a visitor comes from: loopback addresses in turn, since each has 28,000 ports. */
export function addressOf(visitor: number): string {
  return `127.0.0.${2 + (visitor % 16)}`;
}

import type { ServiceContext } from '../index.ts';
import { BridgeError, textOf } from './error.ts';
import { type Backoff, backoffMs, waited } from './wait.ts';

/** Waits between two attempts to connect. */
const RECONNECT: Backoff = { firstMs: 100, lastMs: 30_000 };
/** A connection that held this long counts as having been well, in milliseconds. */
const HEALTHY_MS = 10_000;

/** Who wants to know of a session. */
interface Told {
  /** It does what it is for. */
  readonly up: () => void;
  /** Something went wrong when it was over already. */
  readonly late: (error: unknown) => void;
}

/** What is done over one connection, until it is lost or the app shuts down. */
export class Session {
  /** Aborted when it is over, for whichever of the two reasons. */
  readonly signal: AbortSignal;
  readonly #lost = new AbortController();
  readonly #told: Told;
  #failure: { readonly error: unknown } | undefined;

  /**
   * @param stop aborted when the app shuts down
   * @param told what becomes of it
   */
  constructor(stop: AbortSignal, told: Told) {
    this.signal = AbortSignal.any([stop, this.#lost.signal]);
    this.#told = told;
  }

  /** The first thing that went wrong. */
  get failure(): { readonly error: unknown } | undefined {
    return this.#failure;
  }

  /** The connection does what it is for. */
  connected(): void {
    this.#told.up();
  }

  /** The connection is lost, or of no use. What goes wrong after the end mostly comes of the end. */
  fail(error: unknown): void {
    if (this.signal.aborted) return this.#told.late(error);
    this.#failure = { error };
    this.#lost.abort();
  }
}

/** What {@link keepConnected} needs. */
export interface Connecting {
  /** Names the broker in messages: `Redis at localhost:6379`. */
  readonly broker: string;
  readonly logger: ServiceContext['logger'];
  /** Aborted when the app shuts down. */
  readonly stop: AbortSignal;
  /** Connects, works until the session's signal is aborted, and cleans up. Throwing ends the session, too. */
  readonly work: (session: Session) => Promise<void>;
  /** Says what is wrong when it is not the connection. */
  readonly explain: (error: unknown) => BridgeError | undefined;
}

/** Works over one connection after another until the app shuts down. Each outage is logged once. */
export async function keepConnected({ broker, logger, stop, work, explain }: Connecting): Promise<void> {
  let told: string | undefined;
  for (let attempt = 0; !stop.aborted; attempt++) {
    let upSince: number | undefined;
    const session = new Session(stop, {
      up: () => {
        upSince = performance.now();
        logger.info({ broker }, `Connected to ${broker}${told === undefined ? '' : ' again'}`);
        told = undefined;
      },
      late: (error) => logger.debug({ broker, err: error }, 'after the end of a connection'),
    });
    try {
      await work(session);
    } catch (error) {
      session.fail(error);
    }
    if (session.failure === undefined) return;
    const { error } = session.failure;
    const problem = explain(error) ?? disconnected(broker, error);
    if (told !== problem.code) logger.error({ code: problem.code, broker, err: problem }, problem.message);
    told = problem.code;
    if (upSince !== undefined && performance.now() - upSince > HEALTHY_MS) attempt = 0;
    // Of many processes that lost the same broker, not all come back in the same moment.
    if (!(await waited(backoffMs(RECONNECT, attempt) * (0.5 + Math.random() / 2), stop))) return;
  }
}

function disconnected(broker: string, error: unknown): BridgeError {
  return new BridgeError(
    'bridge-disconnected',
    `There is no connection to ${broker}: ${textOf(error)}`,
    'Start it or correct the url; the bridge connects again by itself, and nothing unacknowledged is lost.',
    { cause: error },
  );
}

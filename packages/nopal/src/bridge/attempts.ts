import type { ServiceContext } from '../index.ts';
import type { BridgeHandle } from './context.ts';
import { BridgeError, isFinal, RejectMessage, textOf } from './error.ts';
import { type Backoff, backoffMs, waited } from './wait.ts';

/** One message that a broker handed out and waits to be told about. */
export interface Delivery<M, Id extends string | undefined> {
  /** Names the message in the log. */
  readonly name: string;
  readonly id: Id;
  /** How often it was delivered, this time included. */
  readonly deliveries: number;
  /** The message, as `handle` takes it. May throw: then it is unreadable for good. */
  read(): M;
  /** Tells the broker that it is tried once more, if the broker counts. */
  again(): Promise<void>;
  /** Acknowledges it. */
  done(): Promise<void>;
  /** Puts it aside, where people find it. */
  bury(letter: DeadLetter): Promise<void>;
}

/** Why a message was put aside. */
export interface DeadLetter {
  readonly deliveries: number;
  readonly reason: string;
}

/** What holds for all messages of a bridge. */
export interface Attempts<M, Id extends string | undefined> {
  readonly handle: BridgeHandle<M, Id>;
  readonly context: ServiceContext;
  /** Aborted when the app shuts down. */
  readonly stop: AbortSignal;
  readonly maxDeliveries: number;
  readonly retry: Backoff;
  /** Where dead letters go, as people call it; `undefined` where there is no such place. */
  readonly deadLetters: string | undefined;
}

/** How much of an error's text is kept with a dead letter, in characters. */
const MAX_REASON = 1000;

/**
 * Handles one message: again and again until it succeeds, was delivered too often, or is no use to try. Only then it is
 * acknowledged or put aside; when the session ends before, the broker keeps it.
 *
 * @param over aborted when the session ends
 * @throws what the broker's answers throw
 */
export async function attempt<M, Id extends string | undefined>(
  delivery: Delivery<M, Id>,
  attempts: Attempts<M, Id>,
  over: AbortSignal,
): Promise<void> {
  const { maxDeliveries, retry } = attempts;
  for (let { deliveries } = delivery, failures = 0; ; deliveries++, failures++) {
    // Who had it before did not live to tell: trying again could end this process, too.
    const failure = deliveries > maxDeliveries ? { error: neverAnswered(deliveries) } : await handled();
    if (failure === undefined) return delivery.done();
    if (isFinal(failure.error) || deliveries >= maxDeliveries) return putAside(failure.error);
    const ms = backoffMs(retry, failures);
    tellFailed(failure.error, ms);
    if (!(await waited(ms, over))) return;
    await delivery.again();

    async function handled(): Promise<{ readonly error: unknown } | undefined> {
      const { context, stop, handle } = attempts;
      try {
        await handle(read(delivery), { ...context, id: delivery.id, redeliveries: deliveries - 1, signal: stop });
        return undefined;
      } catch (error) {
        return { error };
      }
    }

    function tellFailed(error: unknown, ms: number): void {
      const problem = new BridgeError(
        'bridge-handle-failed',
        `${delivery.name} was not handled (delivery ${deliveries} of ${maxDeliveries}): ${textOf(error)}`,
        `Fix the cause below; it is not acknowledged, and tried again ${over.aborted ? 'after the bridge has connected again' : `in ${ms} ms`}.`,
        { cause: error },
      );
      attempts.context.logger.warn(
        { code: problem.code, message: delivery.name, deliveries, err: problem },
        problem.message,
      );
    }

    async function putAside(error: unknown): Promise<void> {
      await delivery.bury({ deliveries, reason: textOf(error).slice(0, MAX_REASON) });
      const problem = givenUp(delivery.name, deliveries, attempts.deadLetters, error);
      attempts.context.logger.error(
        { code: problem.code, message: delivery.name, deliveries, err: problem },
        problem.message,
      );
    }
  }
}

function read<M>(delivery: Delivery<M, string | undefined>): M {
  try {
    return delivery.read();
  } catch (error) {
    // The same bytes say the same next time.
    throw new RejectMessage(`It could not be parsed: ${textOf(error)}`, { cause: error });
  }
}

function neverAnswered(deliveries: number): Error {
  return new RejectMessage(`It was delivered ${deliveries - 1} times before and never answered.`);
}

function givenUp(name: string, deliveries: number, deadLetters: string | undefined, cause: unknown): BridgeError {
  const what = `${name} was not handled, and is given up after ${deliveries} deliveries: ${textOf(cause)}`;
  return deadLetters === undefined
    ? new BridgeError('bridge-message-dropped', what, 'Name a deadLetter to keep such messages; this one is gone.', {
        cause,
      })
    : new BridgeError('bridge-dead-letter', what, `Look for it in ${deadLetters}, fix the cause, and queue it again.`, {
        cause,
      });
}

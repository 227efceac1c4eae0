import { RpcSession } from 'capnweb';
import { NopalError, type RpcBatchAnswer, type RpcHost, type RpcSeat } from '../../index.ts';
import { BatchTransport } from './batch-transport.ts';
import { Ledger } from './ledger.ts';
import { badMessage } from './bad-message.ts';
import { errorsFor } from './sent-errors.ts';
import { withinSession } from './session-scope.ts';
import { scopeOf } from './strays.ts';

/** What became of a batch. */
export interface AnsweredBatch {
  readonly answer: RpcBatchAnswer;
  /** How many calls it made. */
  readonly calls: number;
}

/**
 * Answers a batch: a session that lasts as long as its calls. Never rejects.
 *
 * @param onGone has a function called when the caller goes away; gives what takes that back
 */
export async function answerBatch(
  body: string,
  { target, spend, ending }: RpcSeat,
  onGone: (gone: () => void) => () => void,
  host: RpcHost,
): Promise<AnsweredBatch> {
  const { limits } = host;
  const ledger = new Ledger({
    limits,
    spend,
    stats: () => session.getStats(),
    failed: (error) => transport.fail(error),
  });
  const transport: BatchTransport = new BatchTransport(body, ledger, limits);
  const scope = scopeOf(ending, host);
  const session: RpcSession = withinSession(
    scope,
    () => new RpcSession(transport, target, { onSendError: errorsFor(host) }),
  );
  let late: NodeJS.Timeout | undefined;
  let stay: () => void = () => undefined;
  const interrupted = new Promise<never>((_, reject) => {
    late = setTimeout(() => reject(tooSlow(limits.batchMs)), limits.batchMs);
    stay = onGone(() => reject(wentAway()));
  });
  let isAnswered = false;
  try {
    await Promise.race([transport.read.then(() => session.drain()), transport.failed, interrupted]);
    isAnswered = true;
    return { answer: { body: transport.answer }, calls: ledger.total };
  } catch (error) {
    return { answer: { refused: asRefusal(error) }, calls: ledger.total };
  } finally {
    clearTimeout(late);
    stay();
    // capnweb leaves what the batch opened to the garbage collector; targets are to be told that it is over. Where all
    // is answered and was data, nobody is there to be told, and it would take longer than the call did.
    const isPlain = isAnswered && ledger.isPlain && !(Symbol.dispose in target);
    if (!isPlain) withinSession(scope, () => session.getRemoteMain()[Symbol.dispose]());
    ending.end();
  }
}

function tooSlow(batchMs: number): NopalError {
  return new NopalError(
    'rpc-too-slow',
    `The calls of this batch took longer than ${batchMs} ms (batchMs); some may have been made.`,
    'Call what takes long over a WebSocket.',
  );
}

function wentAway(): NopalError {
  return new NopalError('rpc-closed', 'The caller went away before the answer.', 'Wait for the answer.');
}

/** What capnweb says of the messages of a batch is about what the client sent. */
function asRefusal(error: unknown): NopalError {
  if (error instanceof NopalError) return error;
  const what = error instanceof Error ? error.message : String(error);
  return badMessage(`The batch was given up: ${what}.`, { cause: error });
}

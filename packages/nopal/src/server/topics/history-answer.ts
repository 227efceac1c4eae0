import type { TimedMessage, TopicServerWords } from '../../protocol/topic-answers.ts';
import type { HistoryQuery } from '../../protocol/topic-messages.ts';
import type { TopicLimits } from '../../protocol/topic-limits.ts';
import type { HistoryPart } from '../../push/topics.ts';
import type { ClientParts } from './client-subscriptions.ts';

/**
 * Answers a question about the history, as far as one answer may go: of those before an offset, the last ones.
 *
 * @throws TopicError what the gate refuses, and what `read` of topics throws
 */
export async function readHistory(
  { number, topic, query }: { readonly number: number; readonly topic: string; readonly query: HistoryQuery },
  { gate, topics, limits, who }: ClientParts,
): Promise<TopicServerWords> {
  await gate.check('subscribe', topic, who);
  const { epoch, first, next, messages } = await topics.read(topic, partOf(query, limits));
  const sized = messages.map(({ offset, at, message }) => {
    const timed: TimedMessage = [at, message];
    return { offset, timed, bytes: Buffer.byteLength(JSON.stringify(timed)) };
  });
  const isForward = 'after' in query;
  // Those that are nearest to what was asked for are kept.
  if (!isForward) sized.reverse();
  let bytes = 0;
  const tooMuch = sized.findIndex((message, i) => (bytes += message.bytes) > limits.historyBytes && i > 0);
  const kept = tooMuch < 0 ? sized : sized.slice(0, tooMuch);
  if (!isForward) kept.reverse();
  return ['history', number, epoch, first, next, kept[0]?.offset ?? next, kept.map(({ timed }) => timed)];
}

function partOf(query: HistoryQuery, { historyMessages }: TopicLimits): HistoryPart {
  if ('last' in query) return { last: Math.min(query.last, historyMessages) };
  return { ...query, count: Math.min(query.count, historyMessages) };
}

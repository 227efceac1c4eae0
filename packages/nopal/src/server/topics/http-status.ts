import type { TopicErrorCode } from '../../push/error.ts';

const STATUSES: Partial<Record<TopicErrorCode, number>> = {
  'message-not-json': 400,
  'message-refused': 400,
  'message-too-long': 413,
  'presence-refused': 403,
  'publish-refused': 403,
  'publish-too-fast': 429,
  'subscribe-refused': 403,
  'too-many-subscriptions': 429,
  'topic-store-failed': 503,
  'topics-closed': 503,
  'unknown-topic': 404,
};

/** The HTTP status by which a client is told of an error; 500 for what is not about the client. */
export function statusOf(code: TopicErrorCode): number {
  return STATUSES[code] ?? 500;
}

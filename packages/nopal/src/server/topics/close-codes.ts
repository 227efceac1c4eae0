import { CLOSE_CODES } from '../../protocol/connection.ts';
import type { TopicErrorCode } from '../../push/error.ts';

/** How a WebSocket is closed when the server ends what it was for; the reason that goes with it is the error's code. */
const TOPIC_CLOSE_CODES: Partial<Record<TopicErrorCode, number>> = {
  /** Too far behind, in a topic with the policy `close`: come back with the last position. */
  'slow-subscriber': 4429,
  /** The server shuts down: come back. */
  'topics-closed': CLOSE_CODES['going-away'],
};

/** Something at the server broke: come back. */
const SERVER_FAILED = 1011;

/** The close code by which a client is told why its subscription ended. */
export function closeCodeOf(code: TopicErrorCode): number {
  return TOPIC_CLOSE_CODES[code] ?? SERVER_FAILED;
}

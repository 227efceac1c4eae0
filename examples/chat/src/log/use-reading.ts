import { useEffect, useMemo, useState, useTopic, type TopicView } from 'nopal';
import type { ChatMessage } from '../rooms/message.ts';
import { roomMessages } from '../rooms/rooms.ts';
import { goOn, nothingRead, type Latest, type Reading } from './reading.ts';

/**
 * What the reader of a page has read.
 *
 * @param room the one on the page
 * @param isAttended whether its newest messages are being looked at
 */
export function useReading(room: string, isAttended: boolean): { reading: Reading; latest: Latest } {
  const lobby = newestOf(useTopic(roomMessages('lobby'), { last: 1 }));
  const ideas = newestOf(useTopic(roomMessages('ideas'), { last: 1 }));
  const help = newestOf(useTopic(roomMessages('help'), { last: 1 }));
  const random = newestOf(useTopic(roomMessages('random'), { last: 1 }));
  const latest = useMemo(() => known({ lobby, ideas, help, random }), [lobby, ideas, help, random]);
  const [reading, setReading] = useState(nothingRead);
  useEffect(() => setReading((before) => goOn(before, room, isAttended, latest)), [room, isAttended, latest]);
  return { reading, latest };
}

/** The offset of the newest message, 0 when there is none; `undefined` while that is not known. */
function newestOf({ messages, isLoading, hasFailed }: TopicView<ChatMessage>): number | undefined {
  return isLoading || hasFailed ? undefined : (messages.at(-1)?.offset ?? 0);
}

function known(offsets: Readonly<Record<string, number | undefined>>): Latest {
  return Object.fromEntries(
    Object.entries(offsets).flatMap(([room, offset]) => (offset === undefined ? [] : [[room, offset]])),
  );
}

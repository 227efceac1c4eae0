import type { Topics } from 'nopal';
import { type Names, nameKey } from '../people/names.ts';
import { roomMessages, rooms, type RoomId } from '../rooms/rooms.ts';
import { inboxOf } from './inbox.ts';

interface Context {
  topics: Topics;
  signal: AbortSignal;
}

/**
 * A background service that tells people who mentioned them, in whichever room and from wherever: it follows all rooms,
 * and publishes to inboxes.
 *
 * @param names knows who is called what; a mention of nobody is told to nobody
 */
export function mentionService(names: Pick<Names, 'find'>) {
  // Started again after a failure, the service goes on where it was.
  const positions = new Map<RoomId, { epoch: string; offset: number }>();

  async function follow(room: RoomId, { topics, signal }: Context): Promise<void> {
    const from = positions.get(room) ?? 'now';
    for await (const { epoch, offset, message } of topics.subscribe(roomMessages(room), { from, signal })) {
      for (const name of message.mentions) {
        const known = names.find(name);
        if (known === undefined || nameKey(known.name) === nameKey(message.from)) continue;
        const mention = { kind: 'mention', room, from: message.from, text: message.text } as const;
        // By its place: told again after a failure, nobody is notified twice.
        await topics.publish(inboxOf(known), mention, { id: `${room}/${epoch}/${offset}` });
      }
      positions.set(room, { epoch, offset });
    }
  }

  return async function mentionService({ topics, signal }: Context): Promise<void> {
    const failed = new AbortController();
    const each = { topics, signal: AbortSignal.any([signal, failed.signal]) };
    try {
      await Promise.all(rooms.map(({ id }) => follow(id, each)));
    } finally {
      // The service is started again as a whole.
      failed.abort();
    }
  };
}

import { createTopicGroup } from 'nopal';
import { type Known, nameKey } from '../people/names.ts';
import type { RoomId } from '../rooms/rooms.ts';

/** Somebody mentioned you. */
export interface Mention {
  readonly kind: 'mention';
  readonly room: RoomId;
  readonly from: string;
  readonly text: string;
}

/** You have seen all mentions up to an offset, on whichever page. */
export interface Seen {
  readonly kind: 'seen';
  readonly upTo: number;
}

/** What one user is told, whichever room it is about: no client from outside may subscribe, pages show their own. */
const inboxes = createTopicGroup<Mention | Seen>('inbox:', { history: { count: 200 } });

/** The notifications of whoever has a name. The next who is called so has another inbox. */
export const inboxOf = ({ name, visitor }: Known) => inboxes(`${nameKey(name)}:${visitor}`);

/** A mention, and where it is in the inbox. */
export interface MentionItem extends Mention {
  readonly offset: number;
  readonly at: number;
  readonly isNew: boolean;
}

/** The mentions among what an inbox holds, the newest first, and which of them are new. */
export function mentionsAmong(
  messages: readonly { readonly offset: number; readonly at: number; readonly message: Mention | Seen }[],
): MentionItem[] {
  const seen = messages.reduce(
    (upTo, { message }) => (message.kind === 'seen' ? Math.max(upTo, message.upTo) : upTo),
    0,
  );
  return messages
    .flatMap(({ offset, at, message }) =>
      message.kind === 'mention' ? [{ ...message, offset, at, isNew: offset > seen }] : [],
    )
    .toReversed();
}

import { usePresence } from 'nopal';
import type { RoomId } from '../rooms/rooms.ts';
import { typingIn, typingText } from './typing.ts';

interface Props {
  room: RoomId;
  me: string;
  /** Whether the reader is typing, too: others are told that. */
  isTyping: boolean;
}

/** Who else is typing. */
export function TypingLine({ room, me, isTyping }: Props) {
  const here = usePresence(typingIn(room), { users: 4, ...(isTyping && { as: { id: me } }) });
  const others = here.users.map(({ id }) => id).filter((id) => id !== me);
  // Not spoken: it changes too often, and says little.
  return (
    <p className="typing" aria-hidden="true">
      {typingText(others)}
    </p>
  );
}

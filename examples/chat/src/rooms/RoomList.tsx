import { Link } from 'nopal';
import { rooms, type RoomId } from './rooms.ts';

interface Props {
  current: RoomId;
  /** Goes into the addresses, so that a reload keeps it. */
  name: string;
  unread: Readonly<Record<string, number>>;
}

/** The way to each room, with how many messages are unread there. */
export function RoomList({ current, name, unread }: Props) {
  return (
    <nav className="rooms" aria-label="Rooms">
      <ul>
        {rooms.map((room) => (
          <li key={room.id}>
            <Link href={roomAddress(room.id, name)} {...(room.id === current && { 'aria-current': 'page' as const })}>
              <span className="room-name">{room.name}</span>
              <Unread count={unread[room.id] ?? 0} />
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Unread({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <span className="badge">
      {count > 99 ? '99+' : count}
      <span className="spoken"> unread</span>
    </span>
  );
}

/** Where a room is, on the page that one is on. */
export const roomAddress = (room: RoomId, name: string): string => `?${new URLSearchParams({ room, name }).toString()}`;

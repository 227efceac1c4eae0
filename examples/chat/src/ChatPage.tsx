import { on, usePresence, useEffect, useState, useTitle } from 'nopal';
import { Composer } from './composer/Composer.tsx';
import type { Welcome } from './log/lines.ts';
import { RoomLog } from './log/RoomLog.tsx';
import { unreadIn } from './log/reading.ts';
import { useReading } from './log/use-reading.ts';
import { Mentions } from './mentions/Mentions.tsx';
import { NameForm } from './people/NameForm.tsx';
import { names } from './people/names.ts';
import { PeopleList } from './people/PeopleList.tsx';
import { lobby, roomOf, rooms, type RoomId } from './rooms/rooms.ts';
import { RoomList } from './rooms/RoomList.tsx';

interface Props {
  room: RoomId;
  /** What the visitor is called at first. */
  name: string;
  /** Names the browser. */
  visitor: string;
}

/** The whole page: rooms, what is said in one of them, and who is online. */
export function ChatPage({ room: roomId, ...first }: Props) {
  const room = roomOf(roomId);
  // An address that is entered later changes the room, but nobody's name.
  const [visitor] = useState(first.visitor);
  const [name, setName] = useState(first.name);
  const [welcome, setWelcome] = useState<Welcome | null>(null);
  const [hasFocus, setFocus] = useState(true);
  const [isAtNewest, setAtNewest] = useState(true);
  const [jumps, setJumps] = useState(0);

  // Whoever is on the page is in the lobby, in whichever room they look around.
  const here = usePresence(lobby, { as: { id: name }, users: 100, changes: 50 });
  useEffect(() => {
    const letGo = names.take(name, visitor);
    // Taken by somebody else since it was looked at.
    if (letGo === undefined) setName(names.guest());
    return letGo;
  }, [name, visitor]);
  const isHere = here.users.some(({ id }) => id === name) || here.count > here.users.length;
  useEffect(() => {
    if (isHere && welcome === null) setWelcome({ at: Date.now(), name, online: here.count });
  }, [isHere, welcome, name, here.count]);
  // Another room begins at its newest message.
  useEffect(() => setAtNewest(true), [roomId]);

  const { reading, latest } = useReading(roomId, hasFocus && isAtNewest);
  const unread = Object.fromEntries(rooms.map(({ id }) => [id, unreadIn(id, reading, latest)]));
  const total = Object.values(unread).reduce((sum, count) => sum + count, 0);
  useTitle(total === 0 ? 'Chat' : `(${total}) Chat`);
  return (
    <div
      className="chat"
      tabIndex={-1}
      onFocus={on(() => setFocus(true), { debounce: 150 })}
      onBlur={on(() => setFocus(false), { debounce: 150 })}
    >
      <header className="top">
        <p className="brand">Chat</p>
        <RoomList current={roomId} name={name} unread={unread} />
        <div className="tools">
          <Mentions me={{ name, visitor }} />
          <button type="button" className="people-button secondary" popoverTarget="people">
            {here.count} online
          </button>
        </div>
      </header>
      <main>
        <header className="room-head">
          <h1>{room.name}</h1>
          <p>{room.about}</p>
        </header>
        <RoomLog
          key={`${roomId}-${jumps}`}
          room={room}
          me={name}
          changes={roomId === 'lobby' ? here.changes : []}
          welcome={welcome}
          newAfter={reading.newAfter}
          below={isAtNewest ? 0 : (unread[roomId] ?? 0)}
          onScroll={setAtNewest}
        />
        <Composer key={roomId} room={room} me={name} onSent={() => !isAtNewest && setJumps((count) => count + 1)} />
      </main>
      <aside className="people" id="people" popover="auto" aria-label="People">
        <NameForm name={name} visitor={visitor} room={roomId} onChange={setName} />
        <PeopleList count={here.count} users={here.users} me={name} />
      </aside>
    </div>
  );
}

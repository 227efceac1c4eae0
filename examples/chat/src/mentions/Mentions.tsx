import { Link, useTopic, useTopics } from 'nopal';
import { minuteOf } from '../log/clock.ts';
import type { Known } from '../people/names.ts';
import { roomAddress } from '../rooms/RoomList.tsx';
import { roomOf } from '../rooms/rooms.ts';
import { inboxOf, type MentionItem, mentionsAmong } from './inbox.ts';

/** Who mentioned one, with how many times that is news. What was seen on one page is seen on all. */
export function Mentions({ me }: { me: Known }) {
  const topics = useTopics();
  const inbox = useTopic(inboxOf(me), { last: 50 });
  const items = mentionsAmong(inbox.messages);
  const unseen = items.filter(({ isNew }) => isNew).length;
  const newest = items[0]?.offset ?? 0;
  const see = () => topics.publish(inboxOf(me), { kind: 'seen', upTo: newest });
  return (
    <>
      <button type="button" className="mentions-button secondary" popoverTarget="mentions">
        <span aria-hidden="true">@</span>
        <span className="spoken">Mentions</span>
        {unseen > 0 && (
          <span className="badge" role="status">
            {unseen}
            <span className="spoken"> new</span>
          </span>
        )}
      </button>
      <section className="mentions" id="mentions" popover="auto" aria-label="Mentions">
        <h2>Mentions</h2>
        {items.length === 0 ? (
          <p className="empty">When somebody writes @{me.name}, you find it here.</p>
        ) : (
          <ol>
            {items.map((item) => (
              <Item key={item.offset} item={item} name={me.name} />
            ))}
          </ol>
        )}
        {unseen > 0 && (
          <button type="button" className="quiet" onClick={see}>
            Mark as read
          </button>
        )}
      </section>
    </>
  );
}

function Item({ item: { room, from, text, at, isNew }, name }: { item: MentionItem; name: string }) {
  return (
    <li className={isNew ? 'new' : ''}>
      <p className="byline">
        <b className="author">{from}</b> in <Link href={roomAddress(room, name)}>{roomOf(room).name}</Link>{' '}
        <time dateTime={new Date(at).toISOString()}>{minuteOf(at)}</time>
      </p>
      <p className="text">{text}</p>
    </li>
  );
}

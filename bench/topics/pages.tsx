import { createTopicGroup, useEffect, usePresence, useQuery, useState, useTopic, useTopics } from 'nopal';
import type { Said } from './said.ts';

/** The rooms of pages. */
export const rooms = createTopicGroup<Said>('pages:', { history: { count: 100 } });

const ROOM = rooms('0');
const LAST = 20;
let guests = 0;

/** What the pages have in common: the last messages, and how many are there. */
function Room({ count }: { count: number }) {
  const { messages } = useTopic(ROOM, { last: LAST });
  return (
    <section>
      <p>{`${count} are here`}</p>
      <ol>
        {messages.map(({ offset, message }) => (
          <li key={offset}>
            <b>{message.from}</b> {message.text}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** A text that is pushed, as others would tell news. */
function News() {
  const [news] = useState('');
  return <p>{news}</p>;
}

/** Everybody is there as a guest of their own, of whom the page itself knows nothing: so all show the same page. */
export function Crowd() {
  const topics = useTopics();
  const { count } = usePresence(ROOM, { users: 0 });
  useEffect(() => {
    const member = topics.presence(ROOM).join({ id: `guest ${++guests}` });
    return () => member.leave();
  }, []);
  return (
    <main>
      <News />
      <Room count={count} />
    </main>
  );
}

/** Everybody is there by a name that the page knows, which is therefore their own; the room in it is not. */
export function OwnName() {
  const { name } = useQuery();
  const { count } = usePresence(ROOM, { as: { id: String(name) }, users: 0 });
  return (
    <main>
      <News />
      <Room count={count} />
    </main>
  );
}

import { useState } from 'nopal';
import { Time } from '../lib/Time.tsx';
import type { Actor } from './actor.ts';
import { AssignForm } from './AssignForm.tsx';
import { board, type Desk } from './board.ts';
import type { User } from './user-list.ts';

interface Props {
  user: User;
  actor: Actor;
  desk: Desk;
}

/** A user's own page. Its state `userId` is what pushes to this user choose it by; they bring `tasks` and `feed`. */
export function MyPage({ user, actor, desk }: Props) {
  const [userId] = useState(user.id);
  const [tasks] = useState(desk.tasks);
  const [feed] = useState(desk.feed);
  return (
    <main>
      <header className="masthead">
        <h1>{user.name}</h1>
        <form method="post" action="/logout">
          <button className="secondary">Sign out</button>
        </form>
      </header>
      <p className="lead">{user.role}. What others give you to do appears here at once, and on no one else’s page.</p>
      <div className="columns">
        <section className="panel">
          <h2>Your tasks</h2>
          {tasks.length === 0 && <p className="detail">Nothing to do.</p>}
          <ul className="rows texts">
            {tasks.map((task) => (
              <TaskItem key={task.id} userId={userId} {...task} />
            ))}
          </ul>
          <AssignForm actor={actor} />
        </section>
        <section className="panel">
          <h2>What happened</h2>
          {feed.length === 0 && <p className="detail">Nothing yet.</p>}
          <ol className="rows texts">
            {feed.map(({ id, text, at }) => (
              <li key={id}>
                <span>{text}</span>
                <span className="detail">
                  <Time at={at} />
                </span>
              </li>
            ))}
          </ol>
        </section>
      </div>
    </main>
  );
}

function TaskItem({ userId, id, text, by }: Desk['tasks'][number] & { userId: string }) {
  return (
    <li>
      <span>
        {text} <span className="detail">from {by}</span>
      </span>
      <form id={`finish-${id}`} onSubmit={() => board.finish(userId, id)}>
        <button className="secondary small">
          Done<span className="visually-hidden"> with {text}</span>
        </button>
      </form>
    </li>
  );
}

import { Avatar } from './Avatar.tsx';

interface Props {
  /** How many there are. */
  count: number;
  /** Those of them who are listed. */
  users: readonly { readonly id: string }[];
  me: string;
}

/** Who is online: all are counted, the first of them are listed. */
export function PeopleList({ count, users, me }: Props) {
  const rest = count - users.length;
  return (
    <section aria-labelledby="online">
      <h2 id="online">
        Online <span className="count">{count}</span>
      </h2>
      <ul className="users">
        {users.map(({ id }) => (
          <li key={id}>
            <Avatar name={id} />
            <span className="user-name">{id}</span>
            {id === me && <span className="you">you</span>}
          </li>
        ))}
      </ul>
      {rest > 0 && <p className="rest">and {rest} more</p>}
    </section>
  );
}

import { Link, Page, type Child } from 'nopal';

// Two pages of one shell, as in an admin: each a heading, a few words and a table.

const SECTIONS = ['Overview', 'Users', 'Orders', 'Invoices', 'Products', 'Reports', 'Messages', 'Settings'];
const ROWS = 50;

/** The pages between which visitors go. */
export const PATHS = ['/users', '/orders'] as const;

/** The elements by which they do, for each way of going: their ids are `way` and the path's name. */
export const WAYS = ['place', 'load'] as const;

/** A way of going to another page. */
export type Way = (typeof WAYS)[number];

/** The id of the element that leads somewhere in some way. */
export function idOf(way: Way, path: string): string {
  return `${way}-${path.slice(1)}`;
}

/** What stays around the pages. */
export function AdminShell() {
  return (
    <div>
      <header>
        <h1>Admin</h1>
        <nav>
          <ul>
            {SECTIONS.map((name) => (
              <li key={name}>
                <a href={`/${name.toLowerCase()}`}>{name}</a>
              </li>
            ))}
          </ul>
        </nav>
        {PATHS.map((path) => (
          <p key={path}>
            <Link href={path} id={idOf('place', path)} prefetch={false}>
              In place
            </Link>
            <a href={path} id={idOf('load', path)}>
              Loaded
            </a>
          </p>
        ))}
      </header>
      <main>
        <Page />
      </main>
    </div>
  );
}

/** Ends with what tells that all of it is there. */
function table(path: string, what: string): Child {
  return (
    <section>
      <h2>All {what}s</h2>
      <p>What is in the books since the beginning, the newest first.</p>
      <table>
        <tbody>
          {Array.from({ length: ROWS }, (_, id) => (
            <tr key={id}>
              <td>{id}</td>
              <td>
                {what} {id}
              </td>
              <td>{(id * 7919) % 1000}</td>
              <td>{id % 3 === 0 ? 'waiting' : 'done'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p data-shown={path}>
        {ROWS} {what}s
      </p>
    </section>
  );
}

/** A page. */
export function Users() {
  return table('/users', 'User');
}

/** Another. */
export function Orders() {
  return table('/orders', 'Order');
}

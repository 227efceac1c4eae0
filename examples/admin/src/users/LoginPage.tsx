import { users } from './user-list.ts';

/** Chooses a user. A plain form to a plain route: what signs in is a cookie, and only an answer of HTTP brings one. */
export function LoginPage() {
  return (
    <main>
      <h1>Sign in</h1>
      <p className="lead">A demonstration: choose who you are. Choose another one in another browser, too.</p>
      <form method="post" action="/session" className="panel form">
        <fieldset>
          <legend>You are</legend>
          {users.map(({ id, name, role }, i) => (
            <label key={id} className="choice">
              <input type="radio" name="user" value={id} defaultChecked={i === 0} required /> {name}{' '}
              <span className="detail">{role}</span>
            </label>
          ))}
        </fieldset>
        <p className="actions">
          <button>Sign in</button>
        </p>
      </form>
    </main>
  );
}

import { Hono } from 'hono';
import { csrf } from 'hono/csrf';
import { board } from './board.ts';
import { findUser } from './user-list.ts';
import { signIn, signOut } from './who.ts';

/**
 * Signing in and out: `POST /session` and `POST /logout`, for forms of this site alone.
 *
 * @param secret signs the cookie.
 */
export function sessionRoutes(secret: string): Hono {
  const routes = new Hono();
  routes.use('/session', csrf());
  routes.use('/logout', csrf());
  routes.post('/session', async (c) => {
    const { user: id } = await c.req.parseBody();
    const user = findUser(typeof id === 'string' ? id : undefined);
    if (user === undefined) return c.text('Nobody has that name. Go back and choose one of the three.\n', 400);
    await signIn(c, secret, user);
    board.note(user.id, 'You signed in.');
    return c.redirect('/me', 303);
  });
  routes.post('/logout', (c) => {
    signOut(c);
    return c.redirect('/login', 303);
  });
  return routes;
}

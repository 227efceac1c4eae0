import { randomUUID } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { contextStorage, getContext } from 'hono/context-storage';
import { deleteCookie, getCookie, getSignedCookie, setCookie, setSignedCookie } from 'hono/cookie';
import { every } from 'hono/combine';
import { findUser, type User } from './user-list.ts';

/** Who asks for a page. */
export interface Who {
  /** One browser, by its cookie. */
  visitorId: string;
  /** Who is signed in there. */
  user?: User;
}

type Env = { Variables: { who: Who } };

const visitorCookie = 'visitor';
const userCookie = 'user';
const month = 30 * 24 * 60 * 60;
const cookie = { httpOnly: true, sameSite: 'Lax', path: '/', maxAge: month } as const;
const isVisitorId = /^[0-9a-f-]{36}$/;

/**
 * Middleware that finds out who asks, and gives new browsers their cookie.
 *
 * @param secret signs the cookie of who is signed in, so that nobody becomes somebody else by editing it.
 */
export function recogniseVisitors(secret: string): MiddlewareHandler {
  return every(contextStorage(), async (c: Context<Env>, next: () => Promise<void>) => {
    const user = findUser((await getSignedCookie(c, secret, userCookie)) || undefined);
    const known = knownVisitor(c);
    const visitorId = known ?? randomUUID();
    c.set('who', { visitorId, ...(user === undefined ? {} : { user }) });
    await next();
    // Now that there is an answer: one that a handler made by itself does not take what was set before.
    if (known === undefined && isBrowser(c.req.raw)) setCookie(c, visitorCookie, visitorId, cookie);
  });
}

/** Who asks for the page that is being answered: for guards and props of pages, also of those shown in place. */
export function who(): Who {
  return getContext<Env>().var.who;
}

/** Remembers who signed in. */
export async function signIn(c: Context, secret: string, user: User): Promise<void> {
  await setSignedCookie(c, userCookie, user.id, secret, cookie);
}

/** Forgets who was signed in. */
export function signOut(c: Context): void {
  deleteCookie(c, userCookie, { path: '/' });
}

/** Whether a page is asked for by somebody who wants to read it, and not by a script or a health check. */
function isBrowser({ headers }: Request): boolean {
  return headers.get('accept')?.includes('text/html') === true;
}

function knownVisitor(c: Context): string | undefined {
  const id = getCookie(c, visitorCookie);
  return id !== undefined && isVisitorId.test(id) ? id : undefined;
}

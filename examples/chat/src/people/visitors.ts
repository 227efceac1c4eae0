import { randomUUID } from 'node:crypto';
import type { App } from 'nopal';

const cookieName = 'chat-visitor';
const month = 30 * 24 * 60 * 60;
const inCookies = new RegExp(`(?:^|; )${cookieName}=([0-9a-f-]{36})(?:;|$)`);

/** What browsers that have no cookie yet are called, by the request that is being answered. */
const given = new WeakMap<Request, string>();

/** Gives every browser an id by a cookie: names belong to browsers, so that a reload does not lose them. */
export function recogniseVisitors({ http }: App): void {
  http.use(async (c, next) => {
    const { raw } = c.req;
    if (visitorIn(raw) !== undefined || raw.headers.get('accept')?.includes('text/html') !== true) return next();
    const id = randomUUID();
    given.set(raw, id);
    await next();
    const value = `${cookieName}=${id}; Path=/; Max-Age=${month}; HttpOnly; SameSite=Lax`;
    c.header('set-cookie', value, { append: true });
  });
}

/** The browser that asks for a page. */
export function visitorOf(request: Request): string {
  return visitorIn(request) ?? given.get(request) ?? randomUUID();
}

function visitorIn({ headers }: Request): string | undefined {
  return inCookies.exec(headers.get('cookie') ?? '')?.[1];
}

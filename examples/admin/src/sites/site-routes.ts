import { Hono } from 'hono';

/** Serves what a path says, as if the browser had asked for it. */
type Serve = (request: Request) => Response | Promise<Response>;

interface Sites {
  liveVersion(name: string): string | undefined;
}

/**
 * `/<site>/…` is what is in the site's live version, so that a deployment or a rollback switches it by one assignment.
 *
 * @param versions where the versions are served, such as `/site-versions`.
 * @param serve answers requests below `versions`: the app itself.
 */
export function siteRoutes(sites: Sites, versions: string, serve: Serve): Hono {
  const routes = new Hono();
  routes.get('/:site/*', async (c, next) => {
    const name = c.req.param('site');
    const version = sites.liveVersion(name);
    if (version === undefined) return next();
    const url = new URL(c.req.url);
    const [start, rest] = splitAfter(url.pathname, `/${name}`);
    // Relative links of the site need the slash.
    if (rest === '') return c.redirect(`${start}/`);
    const response = await serve(new Request(new URL(`${versions}/${name}/${version}${rest}`, url), c.req.raw));
    // Another version may be live a moment later.
    const headers = new Headers(response.headers);
    headers.set('cache-control', 'no-cache');
    return new Response(response.body, { status: response.status, headers });
  });
  return routes;
}

function splitAfter(text: string, part: string): [before: string, after: string] {
  const end = text.indexOf(part) + part.length;
  return [text.slice(0, end), text.slice(end)];
}

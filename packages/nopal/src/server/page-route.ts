import type { Context } from 'hono';
import type { Component } from '../ui/component.ts';
import { isOutcome, NotFound, Redirect } from '../ui/outcome.ts';
import { pageRequest, type Outcome, type PageOptions, type RenderOptions } from './page-options.ts';
import type { PageRenderer, ReadyPage } from './page-renderer.ts';
import { isForm } from './form-body.ts';
import { locationOf } from './location.ts';
import { currentRequest, type CurrentRequest } from './requests.ts';
import { routeOf, visitOf, type Visit } from './visit.ts';

/** What a route of a page is made with. */
export interface PageRouteParts {
  readonly renderer: PageRenderer;
  /** The longest path and query that are answered. */
  readonly maxUrlLength: number;
}

/**
 * Makes what answers the requests for one page. What is the same for everybody is made once, when first asked for.
 *
 * @param path the route; its parameters differ from visit to visit
 */
export function pageRoute<P extends object>(
  path: string,
  component: Component<P>,
  options: PageOptions<P>,
  { renderer, maxUrlLength }: PageRouteParts,
): (c: Context) => Response | Promise<Response> {
  const isSame = !/[:*]/.test(path) && options.guard === undefined && !isPerVisit(options);
  let ready: ReadyPage | undefined;
  const make = (visit: Visit, made: RenderOptions<P>): ReadyPage =>
    renderer.ready({ ...pageRequest(component, made), route: routeOf(visit) }, made, made.status ?? 200);
  return (c) => {
    const { url, raw } = c.req;
    if (c.req.method === 'POST' && !isForm(raw)) return c.text('Pages take forms alone.', 415);
    const current: CurrentRequest = { ...currentRequest(), request: raw, isPageRoute: true };
    if (isSame && !url.includes('?')) {
      if (ready === undefined) {
        // By the path of the route: a visitor may spell it otherwise, `/%75sers`, and all others get the same page.
        const visit = { ...visitOf(raw, {}), path };
        ready = make(visit, withRouteProps(component, options as RenderOptions<P>, visit));
      }
      return renderer.respond(ready, current);
    }
    if (url.length > maxUrlLength) return addressTooLong();
    const visit = visitOf(raw, c.req.param());
    return optionsOf(component, options, visit).then((made) =>
      isOutcome(made) ? answerOutcome(made, raw) : renderer.respond(make(visit, made), current),
    );
  };
}

/** Refuses an address that no token could hold. */
export function addressTooLong(): Response {
  return new Response('This address is too long.', { status: 414 });
}

/** Sends the visitor elsewhere; that there is no such page is for the app to say. */
export function answerOutcome(outcome: Outcome, request: Request): Response {
  if (outcome instanceof NotFound) throw outcome;
  const status = request.method === 'POST' ? 303 : 302;
  return new Response(null, { status, headers: { location: locationOf(outcome.url, request) } });
}

/** The options of a page for one visit; where the visitor is to be instead, if the guard or the props say so. */
async function optionsOf<P extends object>(
  component: Component<P>,
  options: PageOptions<P>,
  visit: Visit,
): Promise<RenderOptions<P> | Outcome> {
  const { guard, title, props, shellProps, componentId, ...rest } = options;
  try {
    const refused = await guard?.(visit);
    if (isOutcome(refused)) return refused;
    const made = await forVisit(props, visit);
    if (isOutcome(made)) return made;
    const given: RenderOptions<P> = {
      ...rest,
      ...defined('title', await forVisit(title, visit)),
      ...defined('componentId', await forVisit(componentId, visit)),
      ...defined('shellProps', await forVisit(shellProps, visit)),
      ...defined('props', made as P | undefined),
    };
    return withRouteProps(component, given, visit);
  } catch (error) {
    if (error instanceof Redirect) return error;
    throw error;
  }
}

/** A component that takes props, and was given none, gets what the route has. */
function withRouteProps<P extends object>(
  component: Component<P>,
  options: RenderOptions<P>,
  { params, query }: Visit,
): RenderOptions<P> {
  if (options.props !== undefined || component.length === 0) return options;
  // The types say that the route's props are all that such a component needs.
  return { ...options, props: { params, query } as unknown as P };
}

function isPerVisit<P extends object>({ title, props, shellProps, componentId }: PageOptions<P>): boolean {
  return [title, props, shellProps, componentId].some((option) => typeof option === 'function');
}

function forVisit<T>(option: T | ((visit: Visit) => T | Promise<T>), visit: Visit): T | Promise<T> {
  return typeof option === 'function' ? (option as (visit: Visit) => T | Promise<T>)(visit) : option;
}

function defined<Name extends string, T>(name: Name, value: T): { [name in Name]?: NonNullable<T> } {
  return (value === undefined ? {} : { [name]: value }) as { [name in Name]?: NonNullable<T> };
}

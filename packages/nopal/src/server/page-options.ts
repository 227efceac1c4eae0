import type { PageRequest } from '../live/live.ts';
import type { Component } from '../ui/component.ts';
import type { Child } from '../ui/jsx-types.ts';
import type { NotFound, Redirect } from '../ui/outcome.ts';
import type { Props } from '../ui/props.ts';
import { headOf, type DocumentOptions } from './document.ts';
import type { RouteProps, Visit } from './visit.ts';

/** What answers that the visitor is to be elsewhere, or that there is no such page. */
export type Outcome = Redirect | NotFound;

/** A component that stays mounted around changing pages; `<Page/>` in it marks their place. */
export type Shell = (props: never) => Child;

/** Options of `app.renderPage`. */
export interface RenderOptions<P extends object> extends DocumentOptions {
  /** The component's props: data. */
  readonly props?: P;
  /** Stays mounted around the page while visitors move between pages of the same shell. */
  readonly shell?: Shell;
  /** The shell's props: data. */
  readonly shellProps?: object;
  /** The id of the page's component, instead of a random one. Several viewers may share it; a push reaches them all. */
  readonly componentId?: string;
  /** The HTTP status. Default 200. */
  readonly status?: number;
  /** How often, per second, a viewer of this page gets a frame at most. Default `limits.framesPerSecond`. */
  readonly framesPerSecond?: number;
}

/** A value, or what makes it for each visit. */
type PerVisit<T, Path extends string> = T | ((visit: Visit<Path>) => T);

/** Options of `app.page`: as for `renderPage`, but some may be made for each visit. */
export interface PageOptions<P extends object, Path extends string = string> extends Omit<
  RenderOptions<P>,
  'props' | 'shellProps' | 'title' | 'componentId'
> {
  /** The title. A component's `useTitle` wins. */
  readonly title?: PerVisit<string, Path>;
  /**
   * The component's props, which are data, or a function that makes them for a visit: `redirect(url)` or `notFound()`
   * instead of props shows something else. Without, a component that takes props gets `{ params, query }`.
   */
  readonly props?: P | ((visit: Visit<Path>) => P | Outcome | Promise<P | Outcome>);
  /** The shell's props, or a function that makes them for a visit. */
  readonly shellProps?: object | ((visit: Visit<Path>) => object | Promise<object>);
  /** The id of the page's component, instead of a random one. Several viewers may share it; a push reaches them all. */
  readonly componentId?: PerVisit<string, Path>;
  /**
   * Asked before the page is entered, however it is: `redirect(url)` or `notFound()`, returned or thrown, keeps the
   * visitor out.
   */
  readonly guard?: (visit: Visit<Path>) => Outcome | undefined | void | Promise<Outcome | undefined | void>;
}

/** Options are only needed by components with props that a route does not have. */
export type PageArguments<P extends object, Path extends string> =
  TakesNone<P, RouteProps<Path>> extends true
    ? [options?: PageOptions<P, Path>]
    : [options: PageOptions<P, Path> & { readonly props: NonNullable<PageOptions<P, Path>['props']> }];

/** Options of the pages for what is not there and for what failed. */
export interface FallbackOptions extends Omit<
  RenderOptions<object>,
  'props' | 'shellProps' | 'status' | 'componentId'
> {
  /** The shell's props, or a function that makes them for a visit. */
  readonly shellProps?: object | ((visit: Visit) => object);
}

/** As {@link PageArguments}, for pages that no route describes. */
export type RenderArguments<P extends object> =
  TakesNone<P, object> extends true
    ? [options?: RenderOptions<P>]
    : [options: RenderOptions<P> & { readonly props: P }];

/** Whether a component needs no props besides those that it is given anyway. */
type TakesNone<P extends object, Given> = Given extends P ? true : Record<string, never> extends P ? true : false;

/** What the options of a page say of what is mounted. */
export function pageRequest<P extends object>(
  component: Component<P>,
  options: RenderOptions<P>,
): Omit<PageRequest, 'document' | 'route'> & { readonly head: NonNullable<PageRequest['head']> } {
  const { shell, componentId, framesPerSecond } = options;
  // Data, by their type; that it is so is checked when the page is made.
  const props = (options.props ?? {}) as Props;
  const shellProps = (options.shellProps ?? {}) as Props;
  return {
    component,
    props,
    componentId,
    framesPerSecond,
    shell: shell === undefined ? undefined : { component: shell, props: shellProps },
    head: headOf(options),
  };
}

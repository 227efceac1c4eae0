import type { AnyComponent } from './component.ts';
import { createContext, type AnyContext, type Environment } from './context.ts';
import { makeElement } from './element.ts';
import { sharedInProcess } from './global.ts';
import { useContext } from './hooks.ts';
import type { Child } from './jsx-types.ts';
import type { Props } from './props.ts';
import { routeValues, type Route } from './route.ts';

/** The page that a shell shows. */
export interface ShownPage {
  readonly component: AnyComponent;
  readonly props: Props;
  /** Another path is another page, also when the component is the same. */
  readonly key: string;
}

const ShownPageContext = sharedInProcess('shown-page', () => createContext<ShownPage | null>(null));

/**
 * Marks the place in a shell where its page is shown. The shell stays as it is while pages change here.
 *
 * @example
 * ```tsx
 * function AdminShell() {
 *   return <><nav><Link href="/ci">CI</Link></nav><main><Page /></main></>;
 * }
 * app.page('/ci', Pipelines, { title: 'CI', shell: AdminShell });
 * ```
 */
export const Page: () => Child = sharedInProcess(
  'page-slot',
  () =>
    function Page(): Child {
      const page = useContext(ShownPageContext);
      return page === null ? null : makeElement(page.component, page.props, page.key, false);
    },
);

/**
 * What components can know of the page that they are on.
 *
 * @param page what `<Page/>` shows; null where there is no shell
 * @param outer what components of all pages can know
 */
export function pageEnvironment(route: Route, page: ShownPage | null, outer: Environment | null): Environment | null {
  const values: readonly { readonly context: AnyContext; readonly value: unknown }[] =
    page === null ? routeValues(route) : [...routeValues(route), { context: ShownPageContext, value: page }];
  return values.reduce<Environment | null>((outer, { context, value }) => ({ context, value, outer }), outer);
}

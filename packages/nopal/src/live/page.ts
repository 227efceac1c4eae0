import type { Head } from '../protocol/frames.ts';
import type { AnyComponent } from '../ui/component.ts';
import type { Environment } from '../ui/context.ts';
import { sameData } from '../ui/data.ts';
import { shortName } from '../ui/hash.ts';
import { pageEnvironment } from '../ui/page-slot.ts';
import { equalProps, type Props } from '../ui/props.ts';
import type { Route } from '../ui/route.ts';

/** A component that is registered as a page, under the name by which any node finds it. */
export interface PageType {
  readonly name: string;
  readonly component: AnyComponent;
  /** Frames per second that its viewers get at most; the app's limit when `undefined`. */
  framesPerSecond: number | undefined;
}

/** A component with its props: what a page's root is mounted from. */
export interface Mountable {
  readonly type: PageType;
  readonly props: Props;
}

/** What a page is made from, as it is asked for. */
export interface PageParts extends Mountable {
  /** The id that the app chose for the page's instance. */
  readonly componentId: string | undefined;
  /** What stays mounted around the page, if anything does. */
  readonly shell: Mountable | undefined;
  readonly route: Route;
  readonly head: Head;
  /** Names what the document around the page says once and for all: only pages with an equal one can take its place. */
  readonly document: string;
}

/** What a page was made from: enough to make it again, here or on another node. */
export interface PageSource extends PageParts {
  /** What is mounted: the shell if there is one, else the page. */
  readonly root: Mountable;
  readonly environment: Environment | null;
}

/**
 * Completes what a page is made from.
 *
 * @param outer what components of all pages can know
 */
export function pageSource(parts: PageParts, outer: Environment | null): PageSource {
  const { type, props, shell, route } = parts;
  const page = shell === undefined ? null : { component: type.component, props, key: shortName(route.path) };
  return { ...parts, root: shell ?? { type, props }, environment: pageEnvironment(route, page, outer) };
}

/** Whether two pages are made from the same: their tokens say the same. */
export function sameParts(a: PageParts, b: PageParts): boolean {
  return (
    a === b ||
    (sameMountable(a, b) &&
      a.componentId === b.componentId &&
      (a.shell === b.shell || (a.shell !== undefined && b.shell !== undefined && sameMountable(a.shell, b.shell))) &&
      sameData(a.route, b.route) &&
      sameData(a.head, b.head) &&
      a.document === b.document)
  );
}

/** Whether the root stays when one page takes the place of the other: the shell, or a page with another query. */
export function hasSameRoot(a: PageSource, b: PageSource): boolean {
  if (a.root.type !== b.root.type || (a.shell === undefined) !== (b.shell === undefined)) return false;
  return a.shell !== undefined || a.route.path === b.route.path;
}

/** The path and query of a page. */
export function addressOf({ path, search }: Route): string {
  return path + search;
}

function sameMountable(a: Mountable, b: Mountable): boolean {
  return a.type === b.type && equalProps(a.props, b.props);
}

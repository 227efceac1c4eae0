import { sharedInProcess } from './global.ts';
import type { Child } from './jsx-types.ts';

/** A function from props to JSX that may use hooks. */
export type Component<P extends object = object> = (props: P) => Child;

/** Any component, whatever its props. */
export type AnyComponent = (props: never) => Child;

/** What nopal knows about a component type. */
export interface ComponentInfo {
  /** Unique in this process; stands for the component's identity in slots and trees. */
  readonly serial: string;
  /** The short name that pushes and messages use. Empty for an anonymous function. */
  name: string;
  /** `module#Name` where the source transform stamped the component: survives bundling and restarts. */
  id: string | undefined;
  /** State keys that the source transform saw; joined by those that renders declare. */
  readonly keys: Set<string>;
  /** `memo`'s own comparison of props. */
  readonly sameProps: ((before: never, after: never) => boolean) | undefined;
}

interface Registry {
  readonly infos: WeakMap<object, ComponentInfo>;
  readonly stamped: Map<string, AnyComponent>;
  next: number;
}

const registry = sharedInProcess<Registry>('components', () => ({
  infos: new WeakMap(),
  stamped: new Map(),
  next: 1,
}));

/** The record of a component; made when first asked for. */
export function componentInfo(component: AnyComponent): ComponentInfo {
  return registry.infos.get(component) ?? register(component, undefined);
}

function register(component: AnyComponent, sameProps: ComponentInfo['sameProps']): ComponentInfo {
  const named = component as { displayName?: string; name: string };
  const info: ComponentInfo = {
    serial: (registry.next++).toString(36),
    name: named.displayName ?? named.name,
    id: undefined,
    keys: new Set(),
    sameProps,
  };
  registry.infos.set(component, info);
  return info;
}

/**
 * Gives a component its module and name; called by code that the source transform adds.
 * A module that is loaded again (hot reload) replaces the component of the same id.
 */
export function stampComponent(component: unknown, moduleId: string, name: string, keys: readonly string[]): void {
  if (typeof component !== 'function') return;
  const info = componentInfo(component as AnyComponent);
  info.name = name;
  info.id = `${moduleId}#${name}`;
  for (const key of keys) info.keys.add(key);
  registry.stamped.set(info.id, component as AnyComponent);
}

/** The component that was stamped with this id, if its module has been loaded. */
export function stampedComponent(id: string): AnyComponent | undefined {
  return registry.stamped.get(id);
}

/** Every component that the source transform stamped. */
export function stampedComponents(): Iterable<AnyComponent> {
  return registry.stamped.values();
}

/**
 * Lets a component skip rendering while `sameProps` says that its props are the same.
 *
 * Renders are pure, so nopal skips a component with equal props anyway; `memo` is for a comparison of your own.
 *
 * @param component the component
 * @param sameProps returns true when a change of props does not matter
 * @example
 * ```tsx
 * const Price = memo(({ cents }: { cents: number }) => <b>{cents / 100}</b>, (a, b) => a.cents === b.cents);
 * ```
 */
export function memo<P extends object>(
  component: Component<P>,
  sameProps?: (before: Readonly<P>, after: Readonly<P>) => boolean,
): Component<P> {
  const wrapped: Component<P> = (props) => component(props);
  const info = register(wrapped, sameProps);
  info.name = componentInfo(component).name;
  return wrapped;
}

/** Whether two functions are the same component type: also when one is of an older load of the same module. */
export function isSameType(a: AnyComponent, b: AnyComponent): boolean {
  if (a === b) return true;
  const { id } = componentInfo(a);
  return id !== undefined && id === componentInfo(b).id;
}

/** `DeploymentDashboard` → `deployment-dashboard`: how component ids begin. */
export function kebabCase(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
}

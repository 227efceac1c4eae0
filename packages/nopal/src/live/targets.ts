import { NopalError } from '../protocol/error.ts';
import { distance } from 'fastest-levenshtein';
import { componentInfo, isSameType, kebabCase, stampedComponents, type AnyComponent } from '../ui/component.ts';
import type { Viewers } from './viewers.ts';
import { walkInstances } from './place.ts';
import type { Instance } from './instance.ts';

/** Every component type that is known: mounted somewhere, or stamped when its module was loaded. */
export function knownTypes(viewers: Viewers): ReadonlySet<AnyComponent> {
  const types = new Set(stampedComponents());
  const seen = new Set<Instance>();
  for (const { root } of viewers) {
    if (seen.has(root)) continue;
    seen.add(root);
    walkInstances(root, ({ rendering }) => types.add(rendering.component));
  }
  return types;
}

/**
 * The component type that a push names.
 *
 * @throws NopalError `unknown-component-type`, with the nearest names; `ambiguous-component-type` for a name that two
 * types share
 */
export function resolveType(type: AnyComponent | string, viewers: Viewers): AnyComponent {
  if (typeof type === 'function') return type;
  if (typeof type !== 'string') {
    throw new NopalError(
      'unknown-component-type',
      `A component type was given as a value of type ${typeof type}.`,
      'Pass the component function itself, or its name.',
    );
  }
  const known = [...knownTypes(viewers)];
  const named = known.filter((component) => {
    const { id, name } = componentInfo(component);
    return id === type || name === type || kebabCase(name) === type;
  });
  // Older loads of the same module are the same type.
  const matches = named.filter((component, i) => named.findIndex((each) => isSameType(each, component)) === i);
  const [match, other] = matches;
  if (match !== undefined && other === undefined) return match;
  if (match === undefined) {
    throw new NopalError(
      'unknown-component-type',
      `No component type is named "${type}"${suggest(
        type,
        known.map((component) => componentInfo(component).name),
      )}.`,
      'Pass the component function itself, or its name as it is declared.',
    );
  }
  const ids = matches.map((component) => componentInfo(component).id ?? componentInfo(component).name);
  throw new NopalError(
    'ambiguous-component-type',
    `${matches.length} component types are named "${type}": ${ids.join(', ')}.`,
    'Pass the component function, or the long name.',
  );
}

/** Every state key that some known component type declares. */
export function knownKeys(viewers: Viewers): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const component of knownTypes(viewers)) for (const key of componentInfo(component).keys) keys.add(key);
  return keys;
}

/** The problem of a key that nothing declares, with the nearest names. */
export function unknownKey(key: string, whom: string | undefined, known: Iterable<string>): NopalError {
  return new NopalError(
    'unknown-state-key',
    `${whom === undefined ? 'No component declares a' : `${whom} declares no`} state key "${key}"${suggest(key, known)}.`,
    'The key is the variable of useState, or its { key } option; without the source transform only the option counts.',
  );
}

function suggest(name: string, names: Iterable<string>): string {
  const near = [...names]
    .filter((candidate) => candidate !== '')
    .map((candidate) => ({ candidate, far: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .toSorted((a, b) => a.far - b.far);
  const shown = near.filter(({ far }, i) => i === 0 || (i < 3 && far <= 3));
  return shown.length === 0 ? '' : `; nearest: ${shown.map(({ candidate }) => `"${candidate}"`).join(', ')}`;
}

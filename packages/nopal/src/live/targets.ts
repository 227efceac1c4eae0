import { NopalError } from '../protocol/error.ts';
import { closest, distance } from 'fastest-levenshtein';
import { componentInfo, kebabCase, stampedComponents, type AnyComponent } from '../ui/component.ts';
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
  const known = [...knownTypes(viewers)];
  const matches = known.filter((component) => {
    const { id, name } = componentInfo(component);
    return id === type || name === type || kebabCase(name) === type;
  });
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
  const candidates = [...names].filter((candidate) => candidate !== '');
  if (candidates.length === 0) return '';
  const near = candidates.filter((candidate) => distance(name.toLowerCase(), candidate.toLowerCase()) <= 3).slice(0, 3);
  const shown = near.length > 0 ? near : [closest(name, candidates)];
  return `; nearest: ${shown.map((each) => `"${each}"`).join(', ')}`;
}

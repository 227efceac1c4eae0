import { NopalError } from '../protocol/error.ts';
import type { ComponentInfo } from './component.ts';

/** Keys may come from state, and there is no end to them: of one component so many are told. */
const MAX_TOLD = 20;
const told = new WeakMap<ComponentInfo, Set<string>>();

/**
 * The problem with a key that two children of one list have; `undefined` when it was told before.
 *
 * @param info the component that renders the list
 */
export function duplicateKey(info: ComponentInfo, key: string): NopalError | undefined {
  let keys = told.get(info);
  if (keys === undefined) told.set(info, (keys = new Set()));
  if (keys.has(key) || keys.size === MAX_TOLD) return undefined;
  keys.add(key);
  const last = keys.size === MAX_TOLD ? ' Further keys of this component are not told.' : '';
  return new NopalError(
    'duplicate-key',
    `<${info.name}> renders several children with the key ${JSON.stringify(key.slice(0, 80))} in one list, so that ` +
      `one may be taken for the other when the list changes.${last}`,
    'Give every item a key that no other item of the list has.',
  );
}

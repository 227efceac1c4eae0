/**
 * A value shared by every copy of nopal in the process.
 *
 * A component written against another package name (`npm i @other/core@npm:nopal`) loads a second copy of this
 * module; its hooks must find the frame that the first copy is rendering in.
 */
export function sharedInProcess<T extends object>(name: string, create: () => T): T {
  const slots: Record<symbol, T | undefined> = globalThis;
  const slot = Symbol.for(`nopal.${name}`);
  return (slots[slot] ??= create());
}

import { compileModule } from '../../src/transform/compile.ts';

/** What stub hooks and a stub runtime saw while compiled source ran. */
export interface Evaluation {
  /** What the module exports. */
  readonly exports: Readonly<Record<string, unknown>>;
  /** Full key of every named state, in order of the calls: `form.name`. */
  readonly keys: string[];
  /** Arguments of every stamp after the component itself. */
  readonly stamps: unknown[][];
}

const dataUrl = (code: string): string => `data:text/javascript,${encodeURIComponent(code)}`;

// A comment swallows the `/jsx-runtime` that the compiler adds to the import source.
const JSX = `${dataUrl('export const jsx = (type, props) => ({ type, props }), jsxs = jsx, Fragment = null')}//`;

let evaluations = 0;

/**
 * Compiles and runs a module. In its scope are stub hooks `useState`, `useReducer`, and `React` with both; a state's
 * key is recorded under the custom hooks that the compiled code entered and did not leave yet.
 *
 * @param source TSX that imports nothing
 */
export async function evaluate(source: string): Promise<Evaluation> {
  const keys: string[] = [];
  const stamps: unknown[][] = [];
  const scopes: string[] = [];
  const record = (options?: { key: string }): void => void keys.push([...scopes, options?.key ?? '?'].join('.'));
  const useState = (initial: unknown, options?: { key: string }): unknown => {
    record(options);
    return [typeof initial === 'function' ? (initial as () => unknown)() : initial, () => {}];
  };
  const useReducer = (
    _: unknown,
    initial: unknown,
    init?: (from: unknown) => unknown,
    options?: { key: string },
  ): unknown => {
    record(options);
    return [init ? init(initial) : initial, () => {}];
  };
  const runtime = {
    enterHook: (name: string): void => void scopes.push(name),
    leaveHook: (_: undefined, value: unknown): unknown => (scopes.pop(), value),
    stampComponent: (_: unknown, ...rest: unknown[]): void => void stamps.push(rest),
  };
  const slot = `nopalTest${evaluations++}`;
  const shared = { useState, useReducer, React: { useState, useReducer }, runtime };
  Object.assign(globalThis, { [slot]: shared });
  const namesModule = dataUrl(`export const { enterHook, leaveHook, stampComponent } = globalThis.${slot}.runtime`);
  const code = compileModule(source, '/app/card.tsx', { moduleId: 'app/card.tsx', namesModule, jsxImportSource: JSX });
  const hooks = dataUrl(`export const { useState, useReducer, React } = globalThis.${slot}`);
  // In front of the code but on its first line, so that the source map stays right.
  const exports = (await import(
    /* @vite-ignore */ dataUrl(`import { useState, useReducer, React } from "${hooks}"; ${code}`)
  )) as Evaluation['exports'];
  return { exports, keys, stamps };
}

/** Calls an exported function of evaluated source. */
export function call(evaluation: Evaluation, name: string, ...args: unknown[]): unknown {
  const exported = evaluation.exports[name];
  if (typeof exported !== 'function') throw new TypeError(`the evaluated source exports no function ${name}`);
  return (exported as (...args: unknown[]) => unknown)(...args);
}

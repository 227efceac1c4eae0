import { NopalError } from '../protocol/error.ts';
import type { ComponentInfo } from './component.ts';
import { sameData } from './data.ts';
import { isElement } from './element.ts';
import type { OutputNode } from './tree.ts';

/** What a render is compared by. */
interface Rendered {
  readonly info: ComponentInfo;
  readonly component: object;
  readonly nodes: readonly OutputNode[];
}

const reported = new WeakSet<object>();

/** Compares two renders of the same state and reports, once per component, when they differ. */
export function checkPurity(first: Rendered, second: Rendered, report: (problem: NopalError) => void): void {
  if (reported.has(first.component) || sameOutput(first.nodes, second.nodes)) return;
  reported.add(first.component);
  report(
    new NopalError(
      'impure-render',
      `<${first.info.name}> rendered twice with the same props and state, and the outcome differed.`,
      'Make clocks, random numbers and outside variables into state: useState(() => Date.now()), or push them.',
    ),
  );
}

/** Whether two outputs show the same, functions aside. */
export function sameOutput(a: readonly OutputNode[], b: readonly OutputNode[]): boolean {
  return a === b || (a.length === b.length && a.every((node, i) => sameOutputNode(node, b[i])));
}

function sameOutputNode(a: OutputNode, b: OutputNode | undefined): boolean {
  if (a === b) return true;
  if (typeof a === 'string' || typeof b !== 'object' || a.kind !== b.kind) return false;
  if (a.kind === 'hole') {
    const other = b as typeof a;
    return a.component === other.component && a.key === other.key && sameShownProps(a.props, other.props);
  }
  const other = b as typeof a;
  return (
    a.tag === other.tag &&
    a.key === other.key &&
    sameData(a.attributes, other.attributes) &&
    sameOutput(a.children, other.children)
  );
}

function sameShownProps(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => {
      const value = a[name];
      // Functions and elements are made anew by every render; what they show is compared where it is rendered.
      return typeof value === 'function' || containsElement(value) || sameData(value, b[name]);
    })
  );
}

function containsElement(value: unknown): boolean {
  return Array.isArray(value) ? value.some(containsElement) : isElement(value);
}

import type MagicString from 'magic-string';
import {
  type BindingPattern,
  type CallExpression,
  type ChainExpression,
  type Expression,
  type Program,
  Visitor,
} from 'oxc-parser';
import type { AnyFunction } from './components.ts';
import { calleeName, explicitKey, hookKind, initialCall, scopeName, stateKey, unwrap } from './hook-call.ts';
import { RUNTIME } from './runtime.ts';
import type { SourceText } from './source-text.ts';

/** What naming a module's states found. */
export interface NamedStates {
  /** The keys of the states that stand directly in each function, in order. */
  readonly keys: ReadonlyMap<AnyFunction, readonly string[]>;
  /** Whether a custom hook's call was wrapped, so that the runtime must be imported. */
  readonly wrapped: boolean;
}

/** A function (or the module) being walked through. */
interface Frame {
  readonly keys: string[];
  /** Start of the hook call that was finished last; calls finish inside out. */
  lastHook: number;
}

/** How many arguments come before the options in which the key is given. */
const OPTIONS_AT = { state: 1, reducer: 3 } as const;
/** How many arguments the source must give, so that the call is valid at all. */
const REQUIRED = { state: 0, reducer: 2 } as const;

/** Inserts the keys of states and the scopes of custom hooks; never a line break. */
export function nameStates(program: Program, text: SourceText, output: MagicString): NamedStates {
  const variables = new Map<CallExpression, BindingPattern>();
  const chains = new Map<CallExpression, ChainExpression>();
  const keys = new Map<AnyFunction, readonly string[]>();
  const frames: Frame[] = [{ keys: [], lastHook: -1 }];
  let wrapped = false;

  const enter = (node: AnyFunction): void => {
    const frame: Frame = { keys: [], lastHook: -1 };
    keys.set(node, frame.keys);
    frames.push(frame);
  };
  const leave = (): void => void frames.pop();

  const visitor = new Visitor({
    FunctionDeclaration: enter,
    'FunctionDeclaration:exit': leave,
    FunctionExpression: enter,
    'FunctionExpression:exit': leave,
    ArrowFunctionExpression: enter,
    'ArrowFunctionExpression:exit': leave,
    VariableDeclarator({ id, init }) {
      const call = init ? initialCall(init) : undefined;
      if (call) variables.set(call, id);
    },
    ChainExpression(chain) {
      for (const call of shortCircuitedCalls(chain)) chains.set(call, chain);
    },
    // On the way out, so that of two insertions at one place the inner call's comes to stand inside.
    'CallExpression:exit'(call) {
      const name = calleeName(call);
      const kind = hookKind(name);
      const frame = frames.at(-1);
      if (name === undefined || kind === undefined || frame === undefined) return;
      if (kind !== 'custom') {
        const key = nameState(call, kind, stateKey(variables.get(call)), text, output);
        if (key !== undefined) frame.keys.push(key);
      } else if (frames.length > 1) {
        wrapHook(call, scopeName(variables.get(call), name), chains.get(call), frame.lastHook, text, output);
        wrapped = true;
      }
      frame.lastHook = call.start;
    },
  });
  visitor.visit(program);
  return { keys, wrapped };
}

/** Inserts the key unless the source gives options itself; returns the key that the state then has, if known. */
function nameState(
  call: CallExpression,
  kind: 'state' | 'reducer',
  key: string | undefined,
  text: SourceText,
  output: MagicString,
): string | undefined {
  const given = call.arguments.length;
  const optionsAt = OPTIONS_AT[kind];
  if (call.arguments.some(({ type }) => type === 'SpreadElement')) return undefined;
  if (given > optionsAt) return explicitKey(call.arguments[optionsAt]);
  if (key === undefined || given < REQUIRED[kind]) return undefined;

  const close = call.end - 1;
  const added = [...Array<string>(optionsAt - given).fill('void 0'), `{ key: ${JSON.stringify(key)} }`].join(', ');
  const last = call.arguments.at(-1);
  const comma = last === undefined ? '' : text.find(',', last.end, close) === -1 ? ', ' : ' ';
  output.appendLeft(close, comma + added);
  return key;
}

/** Makes a custom hook's states belong to `name` while the hook runs. */
function wrapHook(
  call: CallExpression,
  name: string,
  chain: ChainExpression | undefined,
  lastHook: number,
  text: SourceText,
  output: MagicString,
): void {
  const scoped = `${RUNTIME.leaveHook}(${RUNTIME.enterHook}(${JSON.stringify(name)}), `;
  const whole = chain ?? call;
  const first = call.arguments[0];
  if (chain === undefined && first && lastHook >= first.start && isPlainReference(call.callee)) {
    // useA(useB()): useB runs before useA and is not part of it, so the arguments are evaluated outside the scope.
    // Begins with a name, not a parenthesis, which would continue a line before it that ends without semicolon.
    output.prependRight(call.start, `Reflect.apply((...__nopal_args) => ${scoped}`);
    const open = text.find('(', call.typeArguments?.end ?? call.callee.end, first.start);
    output.appendLeft(open, '(...__nopal_args)), void 0, Array.of');
  } else {
    output.prependRight(whole.start, scoped);
  }
  output.appendLeft(whole.end, ')');
}

/** `useA` or `a.b.useA`: what can be evaluated inside an arrow function as well as outside. */
function isPlainReference(callee: Expression): boolean {
  const expression = unwrap(callee);
  if (expression.type === 'MemberExpression') return !expression.computed && isPlainReference(expression.object);
  return expression.type === 'Identifier' || expression.type === 'ThisExpression';
}

/** The calls of `a?.b().c` that run only when what stands before `?.` exists: only the whole chain can be wrapped. */
function shortCircuitedCalls(chain: ChainExpression): CallExpression[] {
  const calls: CallExpression[] = [];
  let found: CallExpression[] = [];
  let link: Expression = chain.expression;
  for (;;) {
    if (link.type === 'CallExpression') found.push(link);
    if ((link.type === 'CallExpression' || link.type === 'MemberExpression') && link.optional) {
      calls.push(...found);
      found = [];
    }
    if (link.type === 'CallExpression') link = link.callee;
    else if (link.type === 'MemberExpression') link = link.object;
    else if (link.type === 'TSNonNullExpression' || link.type === 'TSInstantiationExpression') link = link.expression;
    else return calls;
  }
}

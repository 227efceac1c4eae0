import type { BindingPattern, CallExpression, Expression } from 'oxc-parser';

/** Hooks of nopal's own that keep no named state inside: their calls stay as they are. */
const WITHOUT_INNER_STATE = new Set([
  'useMemo',
  'useCallback',
  'useRef',
  'useEffect',
  'useContext',
  'useId',
  'useComponentId',
]);

/** What a call of `use…` is to the transform. */
export type HookKind = 'state' | 'reducer' | 'custom';

/** Parentheses, casts and the like change nothing at run time, so the name is looked for beneath them. */
export function unwrap(expression: Expression): Expression {
  switch (expression.type) {
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'TSInstantiationExpression':
      return unwrap(expression.expression);
    case 'ChainExpression':
      return unwrap(expression.expression);
    default:
      return expression;
  }
}

/** The call whose value a variable takes: `const x = (await useX()) as X` → `useX()`. */
export function initialCall(init: Expression): CallExpression | undefined {
  const expression = unwrap(init);
  if (expression.type === 'AwaitExpression') return initialCall(expression.argument);
  return expression.type === 'CallExpression' ? expression : undefined;
}

/** The name by which something is called: `useState(…)` and `React.useState(…)` are both `useState`. */
export function calleeName(call: CallExpression): string | undefined {
  const callee = unwrap(call.callee);
  if (callee.type === 'Identifier') return callee.name;
  if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') return undefined;
  return callee.property.name;
}

/** Classifies a call by its callee's name; `undefined` for what is no hook or keeps no named state. */
export function hookKind(name: string | undefined): HookKind | undefined {
  if (name === undefined || !/^use[A-Z]/.test(name)) return undefined;
  if (name === 'useState') return 'state';
  if (name === 'useReducer') return 'reducer';
  return WITHOUT_INNER_STATE.has(name) ? undefined : 'custom';
}

/** The state key of `const [status, setStatus] = useState()`: `status`. */
export function stateKey(pattern: BindingPattern | undefined): string | undefined {
  return pattern?.type === 'ArrayPattern' ? elementName(pattern.elements[0]) : undefined;
}

/** The name under which a custom hook's states are pushed to: its variable's, else its own without `use`. */
export function scopeName(pattern: BindingPattern | undefined, hook: string): string {
  if (pattern?.type === 'Identifier') return pattern.name;
  if (pattern?.type === 'ArrayPattern') {
    for (const element of pattern.elements) {
      const name = elementName(element);
      if (name !== undefined) return name;
    }
  }
  return hook.charAt(3).toLowerCase() + hook.slice(4);
}

/** The key that the source itself gives, `useState(0, { key: 'count' })`, when it can be read without running it. */
export function explicitKey(options: CallExpression['arguments'][number] | undefined): string | undefined {
  if (options?.type !== 'ObjectExpression') return undefined;
  for (const property of options.properties) {
    if (property.type !== 'Property' || property.computed) continue;
    const name =
      property.key.type === 'Identifier' ? property.key.name : property.key.type === 'Literal' && property.key.value;
    const { value } = property;
    if (name === 'key' && value.type === 'Literal' && typeof value.value === 'string') return value.value;
  }
  return undefined;
}

type Element = Extract<BindingPattern, { type: 'ArrayPattern' }>['elements'][number];

function elementName(element: Element | undefined): string | undefined {
  if (element?.type === 'AssignmentPattern') return elementName(element.left);
  return element?.type === 'Identifier' ? element.name : undefined;
}

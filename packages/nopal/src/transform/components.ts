import type { ArrowFunctionExpression, Expression, Function as FunctionNode, Program, Statement } from 'oxc-parser';
import { calleeName, unwrap } from './hook-call.ts';

/** A function node of any form. */
export type AnyFunction = FunctionNode | ArrowFunctionExpression;

/** A top-level binding that may be a component. */
export interface ComponentBinding {
  readonly name: string;
  /** Where its states are; `undefined` for `memo(Other)`, whose function stands elsewhere. */
  readonly body: AnyFunction | undefined;
}

/**
 * Finds the top-level bindings that may be components: functions, and `memo(…)` of something, whose name starts with
 * an upper-case letter. Classes are none; nor is anything anonymous, which later code could not refer to.
 */
export function findComponents(program: Program): ComponentBinding[] {
  return program.body.flatMap((statement) => {
    const exported = statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration';
    const declaration = exported ? statement.declaration : statement;
    return declaration ? bindings(declaration).filter(({ name }) => /^\p{Lu}/u.test(name)) : [];
  });
}

function bindings(node: Statement | Expression | { type: 'TSInterfaceDeclaration' }): ComponentBinding[] {
  if (node.type === 'FunctionDeclaration') return node.id && node.body ? [{ name: node.id.name, body: node }] : [];
  if (node.type !== 'VariableDeclaration' || node.declare) return [];
  return node.declarations.flatMap(({ id, init }) => {
    const body = id.type === 'Identifier' && init ? componentBody(init) : undefined;
    return id.type === 'Identifier' && body ? [{ name: id.name, body: body.function }] : [];
  });
}

function componentBody(init: Expression): { function: AnyFunction | undefined } | undefined {
  const value = unwrap(init);
  if (value.type === 'ArrowFunctionExpression' || value.type === 'FunctionExpression') return { function: value };
  if (value.type !== 'CallExpression' || calleeName(value) !== 'memo') return undefined;
  const [inner] = value.arguments;
  return { function: inner && inner.type !== 'SpreadElement' ? componentBody(inner)?.function : undefined };
}

export { slowReader, type Change, type Conditions, type Direction } from './conditions.ts';
export type { ChaosConnection, Cut, Side } from './connection.ts';
export { ChaosProxy, type ChaosOptions } from './proxy.ts';

// One clock for all processes of a machine: what hrtime counts from does not depend on the process.
const START = Number(process.hrtime.bigint()) / 1e6 - performance.now();

/** Milliseconds, comparable between processes. */
export function now(): number {
  return START + performance.now();
}

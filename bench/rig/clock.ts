// One clock for all processes of a machine: what hrtime counts from does not depend on the process. The two readings
// are some time apart, the first ones much; those that were closest count.
const START = Math.max(...Array.from({ length: 100 }, () => Number(process.hrtime.bigint()) / 1e6 - performance.now()));

/** Milliseconds, comparable between processes. */
export function now(): number {
  return START + performance.now();
}

/** Bytes received and sent so far, by network interface. */
export type ByteCounts = ReadonlyMap<string, number>;

/** Makes bytes per second of counters that only ever grow, or begin again at 0. */
export class Throughput {
  #before: { readonly bytes: ByteCounts; readonly atMs: number } | undefined;

  /**
   * What was carried since the call before.
   *
   * @param atMs when it was counted, in milliseconds by a clock that never goes back
   * @returns bytes per second, 0 for the first call. An interface that is new, or whose counter is lower than before
   * because it began again, counts from the next call on.
   */
  since(bytes: ByteCounts, atMs: number): number {
    const before = this.#before;
    this.#before = { bytes, atMs };
    if (before === undefined || atMs <= before.atMs) return 0;
    let carried = 0;
    for (const [name, count] of bytes) carried += Math.max(0, count - (before.bytes.get(name) ?? count));
    return (carried * 1000) / (atMs - before.atMs);
  }
}

/**
 * What the machine was doing at one moment. It is plain JSON: the same value goes to pages, to
 * RPC clients and to clients that poll.
 */
export interface Metrics {
  /** How busy the processors were since the sample before, all cores together: percent, 0–100, one decimal. */
  readonly cpuUsage: number;
  /** How much of the memory is in use, caches not counted: percent, 0–100, one decimal. */
  readonly memoryUsage: number;
  /**
   * What the network carried since the sample before: whole bytes per second, received and sent
   * added up, over all interfaces but the loopback one. Never negative.
   */
  readonly networkIO: number;
  /** When it was measured: whole seconds since 1970 (Unix time). */
  readonly timestamp: number;
}

/** Makes a sample that bears this timestamp. What happened "since the sample before" is since the call before. */
export type MetricsSource = (timestamp: number) => Metrics | Promise<Metrics>;

/** A share of a whole as percent: within 0–100, with one decimal. */
export function percent(share: number): number {
  return Math.round(Math.min(1, Math.max(0, share)) * 1000) / 10;
}

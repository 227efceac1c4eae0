import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';
import type { TransportName } from '../protocol/transports.ts';
import type { EventEnd } from './counters.ts';
import type { Instance } from './instance.ts';
import type { Live } from './live.ts';
import { findOldTrees, measureOldTrees } from './old-trees.ts';
import type { MorphReason } from './outbox.ts';

/** What an app holds now, and what it did since it was made. Sizes in bytes, times in milliseconds. */
export interface Gauges {
  /** Open connections by transport, those that did not say who they are included. */
  readonly connections: Readonly<Record<TransportName, number>>;
  /** Viewers with a connection, viewers that lost it and may come back, pages that were served and not opened yet. */
  readonly viewers: { readonly connected: number; readonly away: number; readonly unclaimed: number };
  /** Mounted components, each viewer's counted. */
  readonly instances: number;
  /** Pages in different states: how many trees there are for all viewers. */
  readonly distinctTrees: number;
  /** Trees, and their estimated size, that are kept only because slow or lost browsers still show them. */
  readonly oldTrees: { readonly count: number; readonly bytes: number };
  /** Bytes sent and not acknowledged. */
  readonly unacknowledgedBytes: number;
  /** Frames sent so far: patches, whole trees, and messages such as answers to events. */
  readonly frames: { readonly patches: number; readonly trees: number; readonly messages: number };
  /** Bytes of all these frames. */
  readonly bytesOut: number;
  /** Updates that a slow viewer never got, since a newer one was there by the time it could take one. */
  readonly conflatedUpdates: number;
  /** Whole trees by why they were sent. */
  readonly morphs: Readonly<Record<MorphReason, number>>;
  /** Events by how they ended. */
  readonly events: Readonly<Record<EventEnd, number>>;
  /** How late the event loop was since the gauges were read before; 0 when they are read for the first time. */
  readonly eventLoopDelay: { readonly p50: number; readonly p99: number; readonly max: number };
  /** Memory of the process, and what it grew by since the app was made, per viewer. */
  readonly memory: { readonly rss: number; readonly perViewer: number };
}

const NANOSECONDS = 1e6;
/** How often the event loop's delay is looked at. */
const RESOLUTION_MS = 10;

/** Reads the gauges of a running app. Reading takes a walk over all viewers: once in some seconds is often enough. */
export class GaugeReader {
  readonly #live: Live;
  readonly #rssBefore = process.memoryUsage.rss();
  #delay: IntervalHistogram | undefined;

  constructor(live: Live) {
    this.#live = live;
  }

  read(): Gauges {
    const { viewers, counters } = this.#live;
    const roots = new Map<Instance, number>();
    let connected = 0;
    let unacknowledgedBytes = 0;
    for (const viewer of viewers) {
      const { root, connection, claimed } = viewer;
      roots.set(root, (roots.get(root) ?? 0) + 1);
      if (connection !== null) connected++;
      if (claimed) unacknowledgedBytes += viewer.outbox.unacknowledgedBytes;
    }
    let instances = 0;
    for (const [root, count] of roots) instances += count * sizeOf(root);
    const { patches, trees, messages, bytes: bytesOut, conflated } = counters;
    const { unclaimed } = viewers;
    const rss = process.memoryUsage.rss();
    return {
      connections: { ...counters.connections },
      viewers: { connected, unclaimed, away: viewers.size - connected - unclaimed },
      instances,
      distinctTrees: roots.size,
      oldTrees: measureOldTrees(findOldTrees(viewers)),
      unacknowledgedBytes,
      frames: { patches, trees, messages },
      bytesOut,
      conflatedUpdates: conflated,
      morphs: { ...counters.morphs },
      events: { ...counters.events },
      eventLoopDelay: this.#readDelay(),
      memory: { rss, perViewer: viewers.size === 0 ? 0 : Math.max(0, rss - this.#rssBefore) / viewers.size },
    };
  }

  /** Ends measuring. */
  end(): void {
    this.#delay?.disable();
  }

  #readDelay(): Gauges['eventLoopDelay'] {
    if (this.#delay === undefined) {
      this.#delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
      this.#delay.enable();
      return { p50: 0, p99: 0, max: 0 };
    }
    const [p50, p99, max] = [this.#delay.percentile(50), this.#delay.percentile(99), this.#delay.max].map((delay) =>
      // It measures how long a timer took that was to take so long.
      Math.max(0, delay / NANOSECONDS - RESOLUTION_MS),
    ) as [number, number, number];
    this.#delay.reset();
    return { p50, p99, max };
  }
}

/** How many components are mounted in an instance, itself included. */
function sizeOf(instance: Instance): number {
  return instance.children.reduce((sum, child) => sum + sizeOf(child), 1);
}

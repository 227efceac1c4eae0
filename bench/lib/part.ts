import type { Spread } from './stats.ts';

/** One measured figure. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  /** Middle and spread of the samples; one number where it was counted, not sampled. */
  readonly value: Spread | number;
  /** What it was hoped to be, and whether it is. */
  readonly aim?: Aim;
  readonly note?: string;
}

/** What a figure was hoped to be. */
export interface Aim {
  readonly text: string;
  readonly met: boolean;
}

/** A table of figures. */
export interface Section {
  readonly title: string;
  readonly figures: readonly Figure[];
}

/** What a run was asked for beside its parts. */
export interface PartOptions {
  /** How long the soak takes. */
  readonly seconds?: number;
  /** Share of the full size at which the parts about topics run, to try them out. Default 1. */
  readonly scale?: number;
}

/** A number of the full size, at the size that was asked for; at least 1. */
export function scaled(full: number, { scale = 1 }: PartOptions): number {
  return Math.max(1, Math.round(full * scale));
}

/** One part of the benchmark; runs in a process of its own. */
export type Part = (options: PartOptions) => Promise<readonly Section[]>;

/** An aim that a figure meets by being at least `least`. */
export function atLeast(value: number, least: number, unit: string): Aim {
  return { text: `≥ ${Math.round(least * 100) / 100} ${unit}`, met: value >= least };
}

/** An aim that a figure meets by being at most `most`. */
export function atMost(value: number, most: number, unit: string): Aim {
  return { text: `≤ ${Math.round(most * 100) / 100} ${unit}`, met: value <= most };
}

import type { Figure } from '../../lib/part.ts';
import { spread, type Spread } from '../../lib/stats.ts';
import type { Flowed, Paced } from './contender.ts';
import type { Leak } from './leak.ts';

/** What a contender did, round by round. */
export interface Results {
  readonly paced: Paced[];
  readonly flows: Flowed[];
}

const MEBIBYTE = 2 ** 20;

const rates = ({ flows }: Results): readonly number[] => flows.map(({ perSecond }) => perSecond);
const costs = ({ paced }: Results): readonly number[] => paced.map(({ cpu }) => cpu);
const quotient = (some: readonly number[], others: readonly number[]): Spread =>
  spread(some.map((one, n) => one / (others[n] ?? NaN)));

/** How a state compares with awaited and other calls. */
export function ratios(state: Results, awaited: Results, notAwaited: Results): readonly Figure[] {
  return [
    {
      name: 'calls a second: nopal, state ÷ capnweb, awaited',
      unit: '×',
      value: quotient(rates(state), rates(awaited)),
      note: 'round by round',
    },
    { name: '  nopal, state ÷ capnweb, not awaited', unit: '×', value: quotient(rates(state), rates(notAwaited)) },
    {
      name: 'processor time per call: nopal, state ÷ capnweb, awaited',
      unit: '×',
      value: quotient(costs(state), costs(awaited)),
      note: 'at the pace',
    },
  ];
}

/** How streams compare. */
export function streamRatios(topic: Results, bare: Results): readonly Figure[] {
  return [
    {
      name: 'messages a second: nopal, topic as a stream ÷ capnweb, a stream',
      unit: '×',
      value: quotient(rates(topic), rates(bare)),
      note: 'nopal stores them, and says offset and time',
    },
    {
      name: '  processor time per message',
      unit: '×',
      value: quotient(costs(topic), costs(bare)),
      note: 'at the pace',
    },
  ];
}

/** What a contender did. */
export function figures(name: string, results: Results = { paced: [], flows: [] }): readonly Figure[] {
  const { paced, flows } = results;
  const busy = spread(flows.map(({ clientsBusy }) => clientsBusy)).median;
  const skipped = spread(paced.map((one) => one.skipped)).median;
  return [
    {
      name: `${name}: calls a second that came`,
      unit: '',
      value: spread(rates(results)),
      note: `the clients were busy ${(busy * 100).toFixed(0)} % of the time`,
    },
    {
      name: '  processor time per call, at the pace',
      unit: 'µs',
      value: spread(costs(results)),
      ...(skipped > 0.001 && { note: `${(skipped * 100).toFixed(1)} % were skipped for newer ones` }),
    },
    { name: '  p50 to the client', unit: 'ms', value: spread(paced.map(({ p50 }) => p50)) },
    { name: '  p99', unit: 'ms', value: spread(paced.map(({ p99 }) => p99)) },
  ];
}

/** What calls left behind. */
export function leakFigures(name: string, left: Leak): readonly Figure[] {
  return [
    { name: `${name}: calls`, unit: '', value: left.calls, note: `made at ${rounded(left.made)} a second` },
    { name: '  made and not come, at the end', unit: '', value: left.behind },
    { name: '    of it not sent', unit: 'MiB', value: left.unsent / MEBIBYTE, note: 'handed to the sockets' },
    { name: '  resident memory grew by', unit: 'MiB', value: left.peak / MEBIBYTE },
    {
      name: '  heap and buffers still held when all came',
      unit: 'MiB',
      value: left.held / MEBIBYTE,
      note: `${rounded(left.held / left.calls)} B for each call`,
    },
    { name: '  imports then', unit: '', value: left.imports, note: 'of all sessions; 2 of each are in use' },
  ];
}

function rounded(number: number): string {
  return Math.round(number).toLocaleString('en');
}

import { channel } from 'node:diagnostics_channel';

/**
 * The channels of `node:diagnostics_channel` on which nopal tells what its work took. All apps of a process share them.
 * Nothing is measured while nobody subscribes.
 *
 * | channel | one message per | besides `ms` |
 * |---|---|---|
 * | `nopal:render` | component that was called | `component`: its name |
 * | `nopal:diff` | pair of trees compared, its patch written | `page` |
 * | `nopal:encode` | frame turned into what a transport writes, or whole tree into text | `transport`, of the former |
 * | `nopal:flush` | flush of a page: everything rendered and sent that waited | `page`, `viewers`: how many |
 * | `nopal:event` | event of a browser | `event`: its DOM name, `outcome`, `reason` |
 */
export type DiagnosticsChannel = 'nopal:render' | 'nopal:diff' | 'nopal:encode' | 'nopal:flush' | 'nopal:event';

const channels = {
  'nopal:render': channel('nopal:render'),
  'nopal:diff': channel('nopal:diff'),
  'nopal:encode': channel('nopal:encode'),
  'nopal:flush': channel('nopal:flush'),
  'nopal:event': channel('nopal:event'),
};

/** Whether anybody listens to a channel, so that it is worth measuring. */
export function isObserved(name: DiagnosticsChannel): boolean {
  return channels[name].hasSubscribers;
}

/** Tells what something took, in milliseconds, to whoever subscribed. */
export function publish(name: DiagnosticsChannel, ms: number, fields: object): void {
  channels[name].publish({ ...fields, ms });
}

/** Runs something; tells how long it took if anybody listens. */
export function publishTime<T>(name: DiagnosticsChannel, fields: object, run: () => T): T {
  if (!channels[name].hasSubscribers) return run();
  const started = performance.now();
  const result = run();
  channels[name].publish({ ...fields, ms: performance.now() - started });
  return result;
}

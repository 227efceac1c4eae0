import type { App } from '../../src/index.ts';

/** Makes the pushes of a printed line: `updater.broadcastStateUpdate('key', value)`, several separated by `; `. */
export function push(app: App, line: string): void {
  for (const text of line.split('; ')) {
    const [, key, value] = /^updater\.broadcastStateUpdate\('(\w+)', (.*)\)$/.exec(text) ?? [];
    if (key === undefined || value === undefined) throw new Error(`no step of a conversation: ${text}`);
    app.updater.broadcastStateUpdate(key, JSON.parse(value.replaceAll("'", '"')));
  }
}

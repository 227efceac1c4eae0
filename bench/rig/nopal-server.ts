import { createApp, type App, type Limits } from 'nopal';
import { pino } from 'pino';
import { running } from '../soak/desk.tsx';
import { addPages, PUSHES } from './pages.ts';
import { serve } from './remote.ts';
import { paced, usage, type Plan } from './usage.ts';

// An app with the pages that the parts measure. Started by the parts, in a process of its own.

let app: App | undefined;
let updates = 0;

function listening(): App {
  if (app === undefined) throw new Error('The app does not listen yet.');
  return app;
}

const methods = {
  ...usage,

  /** Resolves to the port. */
  async listen(limits: Partial<Limits>): Promise<number> {
    app = createApp({ logger: pino({ level: 'error' }), limits });
    await addPages(app);
    return (await app.listen({ port: 0, host: '127.0.0.1', signals: false })).port;
  },

  /** Pushes updates to everybody; resolves to when. */
  push(plan: Plan, what: keyof typeof PUSHES): Promise<number[]> {
    return paced(plan, () => PUSHES[what](listening().updater, updates++));
  },

  /** Sets the small text of a feed. */
  tick(text: string): void {
    listening().updater.broadcastStateUpdate('tick', text);
  },

  /** Gives every so-manieth viewer a header of their own; returns how many got one. */
  greet(every: number): number {
    const { updater } = listening();
    const greetings = updater.getComponentsOfType('Greeting');
    const some = greetings.filter((_, n) => n % every === 0);
    some.forEach(({ id }, n) => updater.updateComponentState(id, 'name', `visitor ${n}`));
    return some.length;
  },

  /** What is there because of viewers; all zero when there are none. */
  remains(): Readonly<Record<string, number>> {
    const { connections, viewers, instances, distinctTrees, oldTrees, unacknowledgedBytes } = listening().gauges();
    const open = Object.values(connections).reduce((sum, count) => sum + count, 0);
    const { connected, away, unclaimed } = viewers;
    const states = { connected, away, unclaimed, instances, distinctTrees, oldTrees: oldTrees.count };
    return { connections: open, ...states, unacknowledgedBytes, effects: running.effects };
  },
};

/** What a server of nopal can be asked. */
export type NopalApi = typeof methods;

serve(methods);

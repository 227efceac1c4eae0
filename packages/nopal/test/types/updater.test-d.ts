/** What pushes accept and refuse, checked by the compiler alone: every `@ts-expect-error` is an error that must stay. */
import {
  createApp,
  createStateKey,
  type ComponentHandle,
  type ComponentStateUpdater,
  type HostedService,
  type Pushes,
  type ServiceContext,
} from '../../src/index.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function assertType<_Proof extends true>(): void {}

interface Status {
  readonly step: 'idle' | 'busy';
  readonly progress?: number;
}

declare const updater: ComponentStateUpdater;
declare const handle: ComponentHandle;
declare const name: string;
const status = createStateKey<Status>('status');
const count = createStateKey<number>('count');
const Card = (_props: { readonly title: string }): null => null;
const isCard = ({ type }: ComponentHandle): boolean => type === 'Card';

// Both forms of every push say how many took the value
assertType<Equal<number, ReturnType<typeof updater.broadcastStateUpdate>>>();
updater.broadcastStateUpdate('any', { thing: [1] });
updater.broadcastStateUpdate({ any: 1, other: 'x' }, { retain: true });
updater.updateComponentState(name, 'any', null);
updater.updateComponentState(name, { any: 1 });
updater.updateComponentsOfType(Card, 'any', 1, { retain: true });
updater.updateComponentsOfType('Card', { any: 1 });
updater.updateWhere(isCard, 'any', 1);
updater.updateWhere(isCard, { any: 1 });

// A typed key checks the value, and a function of the previous one
updater.broadcastStateUpdate(status, { step: 'busy', progress: 3 });
updater.broadcastStateUpdate(status, (before) => ({ ...before, progress: (before.progress ?? 0) + 1 }));
updater.updateComponentState(name, count, (before) => before + 1);
updater.updateComponentsOfType(Card, count, 2, { retain: true });
updater.updateWhere((card) => card.getState(count) === 1, count, 2);
// @ts-expect-error -- not a step
updater.broadcastStateUpdate(status, { step: 'nowhere' });
// @ts-expect-error -- a part of it replaces nothing
updater.broadcastStateUpdate(status, { progress: 3 });
// @ts-expect-error -- no such property
updater.broadcastStateUpdate(status, { step: 'idle', proggress: 3 });
// @ts-expect-error -- not a number
updater.updateComponentState(name, count, 'one');
// @ts-expect-error -- makes no number
updater.updateComponentState(name, count, (before) => String(before));
// @ts-expect-error -- not a number
updater.updateComponentsOfType(Card, count, null);
// @ts-expect-error -- not a number
updater.updateWhere(isCard, count, '2');

// Targets
// @ts-expect-error -- an id is a string
updater.updateComponentState(7, 'any', 1);
// @ts-expect-error -- a type is a component or its name
updater.updateComponentsOfType(7, 'any', 1);
// @ts-expect-error -- a predicate answers by true or false
updater.updateWhere(({ type }) => type, 'any', 1);
// @ts-expect-error -- what is chosen by a predicate cannot be known for instances to come
updater.updateWhere(isCard, 'any', 1, { retain: true });
// @ts-expect-error -- no such option
updater.broadcastStateUpdate('any', 1, { keep: true });

// Lookups
assertType<Equal<ReturnType<typeof updater.getAllComponentIds>, readonly string[]>>();
assertType<Equal<ReturnType<typeof updater.getComponentsOfType>, readonly ComponentHandle[]>>();
assertType<Equal<ReturnType<typeof updater.isComponentConnected>, boolean>>();
const known = handle.getState(status);
assertType<Equal<typeof known, Status | undefined>>();
const untyped = handle.getState('status');
assertType<Equal<typeof untyped, unknown>>();
const said = handle.getState<number>('count');
assertType<Equal<typeof said, number | undefined>>();
// @ts-expect-error -- a handle only reads
handle.id = 'other';
updater.clearRetained({ key: 'any', type: Card });
// @ts-expect-error -- no such filter
updater.clearRetained({ name: 'any' });

// Batch, throttle, cluster
const returned = updater.batch(() => 'x' as const);
assertType<Equal<typeof returned, 'x'>>();
const throttled: Pushes = updater.throttled(100);
throttled.broadcastStateUpdate(count, 1);
// @ts-expect-error -- not a number, throttled or not
throttled.broadcastStateUpdate(count, '1');
// @ts-expect-error -- milliseconds
updater.throttled('100');
const counted: Promise<number> = updater.cluster.broadcastStateUpdate('any', 1);
const ids: Promise<readonly string[]> = updater.cluster.getAllComponentIds();
void [counted, ids];

// Pages and services
const app = createApp();
app.page('/card', Card, { props: { title: 'x' } });
// @ts-expect-error -- its props are needed
app.page('/card', Card);
// @ts-expect-error -- of the right type
app.page('/card', Card, { props: { title: 1 } });
app.addHostedService(async ({ updater: given, signal }) => {
  const both: [ComponentStateUpdater, AbortSignal] = [given, signal];
  void both;
});
app.addHostedService(
  class {
    constructor(readonly context: ServiceContext) {}
    async execute(signal: AbortSignal): Promise<void> {
      signal.throwIfAborted();
    }
  },
);
app.addHostedService({ execute: async () => undefined });
// @ts-expect-error -- nothing to execute
app.addHostedService({ run: async () => undefined });
// @ts-expect-error -- a service is awaited
const sync: HostedService = (): void => undefined;
void sync;

import type { Connection, Visitor } from '../protocol/connection.ts';
import type { NopalError } from '../protocol/error.ts';
import type { Frame, HeadChange } from '../protocol/frames.ts';
import type { Limits } from '../protocol/limits.ts';
import type { AnyComponent, ComponentInfo } from '../ui/component.ts';
import type { AnyReducer } from '../ui/frame.ts';
import { Redirect, type NavigateOptions } from '../ui/outcome.ts';
import { BoundRenderer } from './bound.ts';
import { changeAt, setCell } from './change.ts';
import { componentId, markOf } from './component-id.ts';
import { hasRunEffectsOf, mayHaveDueEffects } from './due-effects.ts';
import { HeadLane, titleOf } from './head-lane.ts';
import type { Instance } from './instance.ts';
import { Outbox } from './outbox.ts';
import { isPagePlace } from './page-place.ts';
import { hasSameRoot, type PageSource } from './page.ts';
import { instanceAt, placeName, walkInstances, type Place } from './place.ts';
import { newSecret, newViewerId } from './random.ts';
import type { Settler, ViewerScope } from './settle.ts';
import { SlotRecord, type StateOwner } from './slot-record.ts';

/** What a viewer needs of whoever keeps it. */
export interface ViewerHost {
  readonly limits: Limits;
  /** The viewer's page changed and is to be rendered and sent. */
  changed(viewer: Viewer): void;
  /** The value retained for a state that is being mounted. */
  retained(key: string, component: AnyComponent, id: string | undefined): { readonly value: unknown } | undefined;
  /** A setter was used after its component went away. */
  setAfterUnmount(viewer: Viewer, place: Place): void;
  /** A setter got a value that is not data, or a function that threw; the state is what it was. */
  readonly setFailed: (error: unknown, info: ComponentInfo | undefined) => void;
  /** Something in a component is wrong, and goes on. */
  readonly report: (problem: NopalError) => void;
  /** The promise of an effect was rejected. */
  readonly effectFailed: (error: unknown) => void;
  /** The clean-up of an effect threw. */
  readonly cleanUpFailed: (error: unknown) => void;
  /** A handler, effect or timer sent the viewer to another page. */
  navigate(viewer: Viewer, to: Redirect): void;
  /** The viewer was given its id. */
  named(viewer: Viewer): void;
  /** A settler for one use. */
  settler(scope: ViewerScope): Settler;
}

/** Most viewers never have one waiting, so they share this. */
const NO_MESSAGES: Frame[] = [];

/**
 * One open browser page, across reconnects. Its page is an immutable instance that it shares with every viewer in the
 * same state; what is its own are ids, setters, effects and what it was sent.
 */
export class Viewer implements StateOwner, ViewerScope {
  /** By which a browser claims the page, once. */
  readonly claimKey = newSecret();
  /** What its page was made from; another one after each navigation. */
  source: PageSource;
  /** The page now: state applied, perhaps not rendered yet. */
  root: Instance;
  /** Who is there, by the newest connection. */
  visitor: Visitor | undefined;
  /** Where a handler sent a visitor who is not connected: one who posted a form without the script. */
  sentTo: Redirect | undefined;
  /** What the browser was told of what is around the page. */
  readonly head: HeadLane;
  /** The number of the newest connection that resumed it, by the browser's count. */
  newestConnection = 0;
  /** Whether a browser has ever connected. Before that no effects run. */
  claimed = false;
  /** Whether it waits for a flush. */
  isMarked = false;
  /** Least milliseconds between two frames with changes of the page; 0 for none. */
  pace = 0;
  /** No such frame before this time, in milliseconds of `performance.now()`. */
  notBefore = 0;
  /** The page that was due when nothing could be sent; null when nothing is due. */
  unsent: Instance | null = null;
  /** Messages that go out after the tree that they follow, oldest first. */
  #messages: Frame[] = NO_MESSAGES;
  #ended = false;
  #connection: Connection | null = null;
  /** Told when it is connected, and when it is not. */
  #connectionListeners: Set<(isConnected: boolean) => void> | undefined;
  /** The page whose effects are all as they should be. */
  #effectsOf: Instance | undefined;
  readonly #host: ViewerHost;
  // A page may be loaded and never connect: what only a connected one needs is made when it is asked for.
  #id: string | undefined;
  #secret: string | undefined;
  #records: Map<string, SlotRecord> | undefined;
  /** What the browser was sent: as long as nobody asks, only the page that it was served. */
  #sent: Outbox | Instance;
  /** Counts roots that were left: a push to the id of one must not reach the next. */
  #roots = 0;
  /** Counts unmounts of instances with a record, so that the id of a later mount at the same place is another. */
  #unmounts = 0;

  constructor(source: PageSource, host: ViewerHost) {
    this.#host = host;
    // Mounting asks for ids and retained values, which go by the source.
    this.source = source;
    this.root = this.#mount(source);
    this.#sent = this.root;
    this.head = new HeadLane(titleOf(this));
  }

  /** Whether there is anything that the browser was not sent. */
  get hasNews(): boolean {
    return this.root !== this.outbox.shown || this.hasMessages || this.head.isDue(this);
  }

  /** The live connection, if there is one. */
  get connection(): Connection | null {
    return this.#connection;
  }

  /** Takes a connection; null when it has none any more. */
  connect(connection: Connection | null): void {
    this.#connection = connection;
    for (const listener of this.#connectionListeners ?? []) listener(connection !== null);
  }

  /** Listens to whether it is connected. Returns what stops that. */
  onConnection(listener: (isConnected: boolean) => void): () => void {
    const listeners = (this.#connectionListeners ??= new Set());
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Names the viewer in component ids, and to its browser. */
  get id(): string {
    if (this.#id === undefined) {
      this.#id = newViewerId();
      this.#host.named(this);
    }
    return this.#id;
  }

  /** Whether anybody asked for the id. */
  get isNamed(): boolean {
    return this.#id !== undefined;
  }

  /** By which the browser proves itself when it comes back. */
  get secret(): string {
    return (this.#secret ??= newSecret());
  }

  /** What the browser was sent. */
  get outbox(): Outbox {
    if (!(this.#sent instanceof Outbox)) this.#sent = new Outbox(this.#sent, this.#host.limits);
    return this.#sent;
  }

  /** Whether the viewer is over. */
  get ended(): boolean {
    return this.#ended;
  }

  /** @inheritdoc */
  componentId(place: Place, info: ComponentInfo): string {
    const chosen = this.source.componentId;
    if (chosen !== undefined && isPagePlace(place, this.source)) return chosen;
    if (place.length > 0) return componentId(info, this.id, this.#record(place).mark);
    return componentId(info, this.id, this.#roots === 0 ? undefined : markOf('', this.#roots));
  }

  /** @inheritdoc */
  retained(key: string, place: Place, component: AnyComponent): { readonly value: unknown } | undefined {
    return this.#host.retained(key, component, isPagePlace(place, this.source) ? this.source.componentId : undefined);
  }

  /** @inheritdoc */
  setState(place: Place, index: number, value: unknown): void {
    try {
      this.change(changeAt(this.root, place, (instance) => setCell(instance, index, value)));
    } catch (error) {
      // A setter may be called from a timer, where throwing would end the process for everybody.
      this.#host.setFailed(error, instanceAt(this.root, place)?.rendering.info);
    }
  }

  /** @inheritdoc */
  reducerOf(place: Place, index: number): AnyReducer | undefined {
    return instanceAt(this.root, place)?.rendering.reducers?.get(index);
  }

  /** @inheritdoc */
  navigate(url: string, { replace = false }: NavigateOptions = {}): void {
    if (this.#ended) return;
    const to = new Redirect(url, replace);
    if (this.claimed) this.#host.navigate(this, to);
    else this.sentTo = to;
  }

  /** @inheritdoc */
  setAfterUnmount(place: Place): void {
    this.#host.setAfterUnmount(this, place);
  }

  /** @inheritdoc */
  report(problem: NopalError): void {
    this.#host.report(problem);
  }

  /** @inheritdoc */
  effectFailed(error: unknown): void {
    this.#host.effectFailed(error);
  }

  /** @inheritdoc */
  cleanUpFailed(error: unknown): void {
    this.#host.cleanUpFailed(error);
  }

  /** Puts another page in place of the current one. */
  change(root: Instance): void {
    if (root === this.root || this.#ended) return;
    this.root = root;
    this.#host.changed(this);
  }

  /**
   * Puts another page in the place of the current one: in its shell if the two have the same, else all of it is new.
   * What a page leaves behind is let go of with the next settling.
   *
   * @throws whatever the components throw; the viewer stays where it was
   */
  enter(source: PageSource, head: HeadChange): void {
    const before = { source: this.source, root: this.root };
    const stays = hasSameRoot(before.source, source);
    this.source = source;
    try {
      this.root = stays
        ? this.#host.settler(this).enterRoot(before.root, source.root.props, source.environment, this)
        : this.#mount(source);
    } catch (error) {
      Object.assign(this, before);
      throw error;
    }
    // Of another root nothing is what it was, though it may be at a place of the same name.
    if (stays) this.#dropUnmounted();
    else {
      this.#roots++;
      this.#dropRecords();
    }
    this.head.entered(before.source.head, source.head, head);
    this.#host.changed(this);
  }

  /** Has the browser load another address. */
  load(url: string, replace: boolean): void {
    this.head.load(url, replace);
    this.#host.changed(this);
  }

  /** Sends a message once the page as it is now has been sent. */
  say(message: Frame): void {
    if (this.#ended) return;
    if (this.hasMessages) this.#messages.push(message);
    else this.#messages = [message];
    if (this.#messages.length > this.#host.limits.maxWaitingMessages) {
      // Answers are remembered, so a browser that comes back and asks again gets them.
      this.#messages = NO_MESSAGES;
      this.connection?.close('overflow');
    }
    this.#host.changed(this);
  }

  /** Whether messages wait. */
  get hasMessages(): boolean {
    return this.#messages.length > 0;
  }

  /** Takes the oldest message that waits; there has to be one. */
  takeMessage(): Frame {
    return this.#messages.shift() as Frame;
  }

  /** Sets how often the browser wants to be told of changes: least milliseconds between two frames, 0 for none. */
  setPace(pace: number): void {
    this.pace = pace;
    this.notBefore = 0;
    if (this.hasNews) this.#host.changed(this);
  }

  /** Renders what is stale, and lets go of what was unmounted. Returns whether effects may be due. */
  settle(settler: Settler): boolean {
    const { root, environment } = this.source;
    const before = this.root;
    this.root = settler.settleRoot(before, root.props, environment, this);
    if (this.root === before) return false;
    this.#dropUnmounted();
    return this.claimed && this.root.hasEffects;
  }

  /** The place of the nested instance with this mark and public id, if anybody was told such an id. */
  placeOf(mark: string, id: string): Place | undefined {
    for (const record of this.#records?.values() ?? []) {
      if (record.mark !== mark) continue;
      const info = instanceAt(this.root, record.place)?.rendering.info;
      if (info !== undefined && componentId(info, this.id, mark) === id) return record.place;
    }
    return undefined;
  }

  /** Renders instances with this viewer's setters. The page has to be settled. */
  bound(): BoundRenderer {
    const { root, environment } = this.source;
    const record = (place: Place): SlotRecord => this.#record(place);
    return new BoundRenderer({ root: this.root, props: root.props, environment, scope: this, record });
  }

  /** Runs the effects that are due, innermost components first; one that throws does not keep the others. */
  runEffects(failed: (error: unknown, info: ComponentInfo) => void): void {
    const before = this.#effectsOf;
    this.#effectsOf = this.root;
    // In a crowd most changes are the same for everybody, and of no concern to anybody's effects.
    if (before !== undefined && !mayHaveDueEffects(before, this.root)) return;
    const withEffects: { instance: Instance; place: Place }[] = [];
    walkInstances(this.root, (instance, place) => {
      if (instance.rendering.hasEffects) withEffects.push({ instance, place });
    });
    const bound = this.bound();
    for (const { instance, place } of withEffects.toReversed()) {
      const { rendering } = instance;
      const record = this.#record(place);
      if (this.#ended || hasRunEffectsOf(record.effectsFrom, rendering)) continue;
      const due = attempt(
        () => bound.at(place)?.due ?? [],
        (error) => failed(error, rendering.info),
      );
      if (due === undefined) {
        // It is rendered for its effects once more as soon as anything changes.
        this.#effectsOf = undefined;
        continue;
      }
      record.effectsFrom = rendering;
      for (const run of due) attempt(run, (error) => failed(error, rendering.info));
    }
  }

  /** Ends the viewer: effects are cleaned up, setters do nothing from now on. */
  end(): void {
    this.#ended = true;
    this.#connection = null;
    this.#dropRecords();
  }

  /** Ends everything that is this viewer's own on its page. */
  #dropRecords(): void {
    const records = [...(this.#records?.values() ?? [])].toReversed();
    this.#records?.clear();
    this.#unmounts += records.length;
    this.#effectsOf = undefined;
    for (const record of records) record.end();
  }

  /** Mounts what a page is made from. Viewers in the same state hold the same rendering; and so the same props. */
  #mount(source: PageSource): Instance {
    const { type, props } = source.root;
    const root = this.#host.settler(this).mountRoot(type.component, props, source.environment);
    const shared = root.rendering.props;
    if (shared !== props) this.source = { ...source, root: { type, props: shared } };
    return root;
  }

  #record(place: Place): SlotRecord {
    const name = placeName(place);
    const records = (this.#records ??= new Map());
    let record = records.get(name);
    if (record === undefined) records.set(name, (record = new SlotRecord(place, this, markOf(name, this.#unmounts))));
    return record;
  }

  #dropUnmounted(): void {
    for (const [name, record] of this.#records ?? []) {
      if (instanceAt(this.root, record.place) !== undefined) continue;
      this.#records?.delete(name);
      this.#unmounts++;
      this.#effectsOf = undefined;
      record.end();
    }
  }
}

function attempt<T>(run: () => T, failed: (error: unknown) => void): T | undefined {
  try {
    return run();
  } catch (error) {
    failed(error);
    return undefined;
  }
}

import { NopalError } from '../protocol/error.ts';
import type { Head, HeadChange } from '../protocol/frames.ts';
import type { Limits } from '../protocol/limits.ts';
import { checkNesting } from '../ui/check-nesting.ts';
import { componentInfo, type AnyComponent } from '../ui/component.ts';
import { admit } from '../ui/data.ts';
import type { Redirect } from '../ui/outcome.ts';
import type { Props } from '../ui/props.ts';
import { NOWHERE, type Route } from '../ui/route.ts';
import { Counters } from './counters.ts';
import { Flusher } from './flusher.ts';
import { keepInUse, sweepIfFull, sweepSoon } from './interning.ts';
import type { FlushGates } from './gates.ts';
import type { Log } from './log.ts';
import { limitOldTrees } from './old-trees.ts';
import { pageSource, type Mountable, type PageSource } from './page.ts';
import { PageTokens, type PageToken, type SealedPage } from './page-tokens.ts';
import { Pages } from './pages.ts';
import type { Instance } from './instance.ts';
import { placeName, walkInstances } from './place.ts';
import { Repeats } from './repeats.ts';
import { Retained } from './retained.ts';
import { Settler, type ViewerScope } from './settle.ts';
import type { TopicFeeds } from './topics/feeds.ts';
import { Viewer, type ViewerHost } from './viewer.ts';
import { Viewers } from './viewers.ts';

/** What the live part is made with. */
export interface LiveOptions {
  readonly limits: Limits;
  /** Seals the tokens of pages; the same on all nodes. Without one, tokens end with the process. */
  readonly secret: string | undefined;
  /** Whether development checks run: each new state is rendered twice. */
  readonly development: boolean;
  readonly log: { readonly viewers: Log; readonly render: Log };
  /** What pages show of topics. */
  readonly feeds: TopicFeeds;
}

/** What a page is asked for with. */
export interface PageRequest {
  readonly component: AnyComponent;
  /** Data. */
  readonly props: Props;
  readonly componentId?: string | undefined;
  /** What stays mounted around the page, and its props. */
  readonly shell?: { readonly component: AnyComponent; readonly props: Props } | undefined;
  readonly route?: Route | undefined;
  readonly head?: Head | undefined;
  /** Names what the document around the page says once and for all. */
  readonly document?: string | undefined;
  /** How often, per second, viewers of this page get a frame at most; the app's limit when left out. */
  readonly framesPerSecond?: number | undefined;
}

const NO_HEAD: Head = { title: '', meta: {} };

/** How long after a viewer was left behind old trees are looked through, in milliseconds. */
const OLD_TREES_MS = 2000;

/** Pages, their viewers, and what happens to them: the middle of nopal. */
export class Live {
  readonly limits: Limits;
  readonly viewers: Viewers;
  readonly retained: Retained;
  readonly flusher: Flusher;
  /** What pages show of topics. */
  readonly feeds: TopicFeeds;
  readonly pages = new Pages();
  readonly counters = new Counters();
  /** Told when a handler, effect or timer sends a viewer to another page. */
  onNavigate: ((viewer: Viewer, to: Redirect) => void) | undefined;
  readonly #tokens: PageTokens;
  readonly #host: ViewerHost;
  readonly #log: LiveOptions['log'];
  readonly #development: boolean;
  readonly #repeats = new Repeats();
  readonly #endUse: () => void;
  #oldTreesTimer: NodeJS.Timeout | undefined;
  /** Trees whose nesting was checked; only in development. */
  readonly #checked = new WeakSet<object>();

  constructor(options: LiveOptions) {
    const { limits, log } = options;
    this.limits = limits;
    this.#log = log;
    this.#development = options.development;
    this.feeds = options.feeds;
    this.#tokens = new PageTokens(options.secret, limits.maxPagePropsBytes);
    this.retained = new Retained(limits.maxRetained, (problem) => this.report(problem));
    this.viewers = new Viewers(limits, (viewer) => this.#released(viewer));
    this.#endUse = keepInUse(this.viewers);
    const settler = (scope: ViewerScope, gates?: FlushGates): Settler =>
      new Settler({ report: (problem) => this.report(problem), verify: options.development, gates }, scope);
    this.#host = {
      limits,
      settler,
      named: (viewer) => this.viewers.named(viewer),
      navigate: (viewer, to) => this.onNavigate?.(viewer, to),
      changed: (viewer) => this.flusher.mark(viewer),
      retained: (key, component, id) => this.retained.find(key, component, id),
      setAfterUnmount: (viewer, place) => this.#setAfterUnmount(viewer, placeName(place)),
      setFailed: (error, info) => this.report(settingFailed(error, info?.name ?? 'a component')),
      report: (problem) => this.report(problem),
      effectFailed: (error) => this.#threw('The promise of an effect was rejected.', error),
      cleanUpFailed: (error) => this.#threw('The clean-up of an effect threw.', error),
    };
    this.flusher = new Flusher({
      limits,
      counters: this.counters,
      settler,
      leftBehind: () => this.leftBehind(),
      effects: (viewer) => this.runEffects(viewer),
      failed: (error) => this.#threw('Rendering or sending a page threw.', error),
    });
  }

  /**
   * What a page is made from, checked. A page that is the same for everybody needs it only once.
   *
   * @throws NopalError `not-data`, `component-name`, `page-not-registered`, `frame-rate`
   */
  sourceOf({ component, props, framesPerSecond, shell, ...rest }: PageRequest): PageSource {
    const { componentId, route = NOWHERE, head = NO_HEAD, document = '' } = rest;
    const page = this.#mountable(component, props);
    this.pages.limitRate(page.type, framesPerSecond);
    const parts = {
      ...page,
      componentId,
      shell: shell === undefined ? undefined : this.#mountable(shell.component, shell.props),
      route: admit(route, undefined, 'the route') as unknown as Route,
      head,
      document,
    };
    return pageSource(parts, this.feeds.environment);
  }

  /**
   * Mounts a page for a browser that is about to get its HTML.
   *
   * @throws whatever the components throw
   */
  open(source: PageSource): Viewer {
    const viewer = this.#mount(source, false);
    if (this.#development) this.#checkNesting(viewer.root);
    return viewer;
  }

  /**
   * The token by which the browser claims this page. It holds what the page was made from.
   *
   * @throws NopalError `document-option` for props that are too large; the page is released then
   */
  tokenOf(viewer: Viewer): PageToken {
    try {
      return this.#tokens.write(viewer.source, viewer.root.nodes, viewer.claimKey);
    } catch (error) {
      this.viewers.release(viewer);
      throw error;
    }
  }

  /**
   * Gives a browser its page: the very one that it was served, or what it was made from when that was claimed
   * before or is gone. `undefined` when the token was not sealed here.
   */
  claim(token: string): Viewer | PageSource | undefined {
    const read = this.#tokens.read(token);
    const served = this.viewers.claim(read.key);
    if (served !== undefined) return served;
    const page = read.page();
    return page === undefined ? undefined : this.#unsealed(page);
  }

  /**
   * Mounts a page for a browser that is there already.
   *
   * @throws whatever the components throw
   */
  mount(source: PageSource): Viewer {
    return this.#mount(source, true);
  }

  /**
   * Has a viewer enter another page: in its shell if the two have the same.
   *
   * @param head what the browser is told of it
   * @returns false when the document around the new page is another one, so that the browser has to load it
   * @throws whatever the page throws; the viewer stays where it was
   */
  enter(viewer: Viewer, source: PageSource, head: HeadChange): boolean {
    const { type, document } = viewer.source;
    if (source.document !== document) return false;
    this.flusher.outside(() => this.viewers.enter(viewer, source, head));
    if (source.type !== type) this.flusher.forget(viewer, type);
    if (viewer.claimed && viewer.root.hasEffects) this.runEffects(viewer);
    sweepSoon();
    return true;
  }

  /** Runs a viewer's effects that are due. */
  runEffects(viewer: Viewer): void {
    this.flusher.outside(() =>
      viewer.runEffects((error, info) => this.#threw(`An effect of <${info.name}> threw.`, error)),
    );
  }

  /** Bounds, soon, what is kept for viewers who could not be brought up to date. */
  leftBehind(): void {
    this.#oldTreesTimer ??= setTimeout(() => {
      this.#oldTreesTimer = undefined;
      // As long as somebody is behind, what they show gets older.
      if (limitOldTrees(this.viewers, this.limits) > 0) this.leftBehind();
    }, OLD_TREES_MS).unref();
  }

  /** Tells of a problem that must not stop anything. */
  report(problem: NopalError): void {
    const repeated = this.#repeats.admit(problem.message);
    if (repeated !== undefined) this.#log.render.error({ code: problem.code, err: problem, repeated }, problem.message);
  }

  /** Ends all viewers. */
  end(): void {
    clearTimeout(this.#oldTreesTimer);
    this.viewers.clear();
    this.feeds.end();
    this.#endUse();
  }

  #mountable(component: AnyComponent, props: Props): Mountable {
    const type = this.pages.register(component);
    return { type, props: admit(props, undefined, `the props of <${componentInfo(component).name}>`) as Props };
  }

  /** What a token says, if its components are known here. */
  #unsealed({ type, props, shell, ...rest }: SealedPage): PageSource | undefined {
    const page = this.pages.find(type);
    const around = shell === undefined ? undefined : this.pages.find(shell.type);
    if (page === undefined || (shell !== undefined && around === undefined)) return undefined;
    const parts = {
      ...rest,
      type: page,
      props,
      shell: shell === undefined || around === undefined ? undefined : { type: around, props: shell.props },
    };
    return pageSource(parts, this.feeds.environment);
  }

  #mount(source: PageSource, claimed: boolean): Viewer {
    const viewer = this.flusher.outside(() => new Viewer(source, this.#host));
    viewer.claimed = claimed;
    this.viewers.add(viewer);
    sweepIfFull();
    return viewer;
  }

  #checkNesting(root: Instance): void {
    if (this.#checked.has(root.nodes)) return;
    this.#checked.add(root.nodes);
    const problem = checkNesting(root.nodes, (serial) => {
      let name = 'component';
      walkInstances(root, ({ rendering: { info } }) => {
        if (info.serial === serial) ({ name } = info);
      });
      return name;
    });
    if (problem !== undefined) this.#log.render.warn({ code: problem.code }, problem.message);
  }

  #released(viewer: Viewer): void {
    this.flusher.forget(viewer);
    viewer.end();
    sweepSoon();
    // A page that nobody claimed was named to nobody.
    if (viewer.isNamed) this.#log.viewers.debug({ viewer: viewer.id }, 'viewer released');
  }

  #setAfterUnmount(viewer: Viewer, place: string): void {
    const code = 'set-state-after-unmount';
    const repeated = this.#repeats.admit(`${code} ${viewer.id} ${place}`);
    if (repeated === undefined) return;
    this.#log.render.warn(
      { code, viewer: viewer.id, place, repeated },
      'a state was set after its component went away; nothing happened',
    );
  }

  #threw(message: string, error: unknown): void {
    const repeated = this.#repeats.admit(`${message} ${String(error)}`);
    if (repeated !== undefined) this.#log.render.error({ code: 'render-failed', err: error, repeated }, message);
  }
}

function settingFailed(error: unknown, component: string): NopalError {
  if (error instanceof NopalError) return error;
  return new NopalError(
    'updater-function-failed',
    `The function or reducer that was to make a new state of <${component}> threw; the state stays.`,
    'Make it work for every previous state.',
    { cause: error },
  );
}

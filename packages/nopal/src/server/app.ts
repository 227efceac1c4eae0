import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import type { Logger } from 'pino';
import { EventRunner } from '../live/event-runner.ts';
import { GaugeReader } from '../live/gauges.ts';
import { Live } from '../live/live.ts';
import { TopicFeeds } from '../live/topics/feeds.ts';
import { ComponentStateUpdater } from '../live/updater.ts';
import { within } from '../live/within.ts';
import { DEFAULT_LIMITS, type Limits } from '../protocol/limits.ts';
import { TRANSPORTS } from '../protocol/transports.ts';
import type { Topic } from '../push/topic.ts';
import type { Topics } from '../push/topics.ts';
import type { Component } from '../ui/component.ts';
import type { AppGauges } from './app-gauges.ts';
import type { AppOptions } from './app-options.ts';
import { readClientScripts, serveClientScripts } from './client-script.ts';
import type { FrameOptions } from './document.ts';
import { endBySignal } from './ending.ts';
import { FallbackPages } from './fallback-pages.ts';
import { InnerRequests } from './inner-requests.ts';
import type { Address, ListenOptions } from './listening.ts';
import { createLoggers, type PartLoggers } from './logging.ts';
import {
  pageRequest,
  type FallbackOptions,
  type PageArguments,
  type PageOptions,
  type RenderArguments,
  type RenderOptions,
} from './page-options.ts';
import { PageRenderer } from './page-renderer.ts';
import { addressTooLong, pageRoute } from './page-route.ts';
import { answering, currentRequest } from './requests.ts';
import { AppRpc } from './rpc/app-rpc.ts';
import type { MakeRpcTarget, RpcOptions } from './rpc/rpc-options.ts';
import { Services, type HostedService } from './services.ts';
import { Serving } from './serving.ts';
import { onStopSignal } from './signals.ts';
import { TakenPaths } from './taken-paths.ts';
import { AppTopics } from './topics/app-topics.ts';
import type { TopicEventsOptions } from './topics/events.ts';
import type { TopicSocketOptions } from './topics/plain-options.ts';
import { Transports } from './transports.ts';
import { routeOf, visitOf, type Visit } from './visit.ts';

/**
 * Makes an app.
 *
 * @throws NopalError `secret`, `log-level`, `document-option`
 * @example
 * ```tsx
 * const app = createApp();
 * app.page('/deployment/dashboard', DeploymentDashboard, { title: 'Deployments' });
 * app.addHostedService(DeploymentService);
 * await app.listen({ port: 3000 });
 * ```
 */
export function createApp(options: AppOptions = {}): App {
  return new App(options);
}

/** A server of pages, with what pushes to them. */
export class App {
  /** The Hono app behind it, for routes and middleware of any kind. */
  readonly http = new Hono();
  /** Pushes state to mounted components. */
  readonly updater: ComponentStateUpdater;
  /** The app's topics: messages with history, beside state. */
  readonly topics: Topics;
  /** The app's log. */
  readonly logger: Logger;
  readonly #topics: AppTopics;
  readonly #rpc: AppRpc;
  readonly #live: Live;
  readonly #events: EventRunner;
  readonly #pages: PageRenderer;
  readonly #services: Services;
  readonly #loggers: PartLoggers;
  readonly #paths = new TakenPaths();
  readonly #gauges: GaugeReader;
  readonly #transports: Transports;
  readonly #fallbacks: FallbackPages;
  readonly #serving = new Serving();
  readonly #document: FrameOptions;
  #offSignals: (() => void) | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: AppOptions) {
    const limits: Limits = { ...DEFAULT_LIMITS, ...options.limits };
    const basePath = options.basePath ?? '/_nopal';
    this.#loggers = createLoggers(options.logger, options.logLevels ?? {}, process.env['NOPAL_LOG']);
    this.logger = this.#loggers.server;
    const development = options.development ?? process.env['NODE_ENV'] !== 'production';
    const origins = { origins: options.origins ?? [], requireOrigin: options.requireOrigin ?? false };
    this.#topics = new AppTopics(options.topics ?? {}, { log: this.#loggers.topics, basePath, origins, limits });
    this.topics = this.#topics.topics;
    this.#live = new Live({
      limits,
      secret: options.secret ?? process.env['NOPAL_SECRET'],
      development,
      log: this.#loggers,
      feeds: new TopicFeeds(this.topics, (error) => this.#topics.report(error)),
    });
    const fetch = (request: Request, env: object): Response | Promise<Response> => this.http.fetch(request, env);
    const destinations = new InnerRequests(fetch);
    this.#events = new EventRunner(this.#live, destinations, this.#loggers.viewers);
    this.#gauges = new GaugeReader(this.#live);
    this.#transports = new Transports({
      live: this.#live,
      events: this.#events,
      destinations,
      log: this.#loggers.viewers,
      base: basePath,
      origins,
      offered: options.transports ?? TRANSPORTS,
    });
    this.#topics.serveClients(this.#transports.endpoints);
    this.updater = new ComponentStateUpdater(this.#live, this.#loggers.updater);
    this.#services = new Services({ updater: this.updater, logger: this.#loggers.services, topics: this.topics });
    const scripts = readClientScripts();
    serveClientScripts(this.http, basePath, scripts);
    this.#rpc = new AppRpc({
      log: this.#loggers.rpc,
      origins,
      fetch,
      maxFragments: limits.maxFragments,
      http: this.http,
      sockets: this.#transports.endpoints,
    });
    this.#pages = new PageRenderer({
      live: this.#live,
      events: this.#events,
      origins,
      host: {
        scriptUrl: `${basePath}/${scripts.main}`,
        parts: [
          { url: `${basePath}/${scripts.parts.events}`, neededBy: / data-nopal="(?!=")/ },
          { url: `${basePath}/${scripts.parts.navigation}`, neededBy: / data-link="/ },
        ],
        socketPath: `${basePath}/socket`,
        maxMessageBytes: limits.maxMessageBytes,
        maxPaceMs: limits.maxPaceMs,
        transports: options.transports,
      },
    });
    this.#document = options.document ?? {};
    this.#fallbacks = new FallbackPages(development, this.logger);
    this.http.notFound((c) => this.#fallbacks.notFound(c));
    this.http.onError((error, c) => this.#fallbacks.failed(error, c));
  }

  /**
   * Serves a component as a page.
   *
   * @param path a route of Hono's syntax, such as `/users/:id`
   * @param component declared at the top of a module
   * @param options title, props and so on; read once, when the page is first asked for
   * @throws NopalError `component-name`, `page-not-registered`, `frame-rate`, `document-option`; `duplicate-route` for a path that is a
   * page already
   */
  page<Path extends string, P extends object>(
    path: Path,
    component: Component<P>,
    ...[options = {}]: PageArguments<P, Path>
  ): this {
    this.#paths.check(path, `<${component.name}>`);
    const { pages, limits } = this.#live;
    pages.limitRate(pages.register(component), options.framesPerSecond);
    if (options.shell !== undefined) pages.register(options.shell);
    // Parameters that a path of this type has are in every visit of it.
    const given = { ...this.#document, ...options } as PageOptions<P>;
    // What is wrong with the document is told now, not to the first visitor.
    this.#pages.document(given);
    const respond = pageRoute(path, component, given, { renderer: this.#pages, maxUrlLength: limits.maxUrlLength });
    this.#paths.add(path, 'a page');
    this.http.on(['GET', 'POST'], [path], respond);
    return this;
  }

  /**
   * Answers a request with a page, from any route. Of a form that was posted without the script, its handler runs
   * first; route POST requests here too if the page has forms.
   *
   * @throws NopalError `not-data` for props that are not data, `component-name`, `page-not-registered`; whatever the
   * component throws
   * @example
   * ```tsx
   * app.http.get('/jobs/:id', (c) => {
   *   const id = c.req.param('id');
   *   return app.renderPage(Job, { title: `Job ${id}`, props: { id }, componentId: id });
   * });
   * ```
   */
  renderPage<P extends object>(
    component: Component<P>,
    ...[options = {}]: RenderArguments<P>
  ): Response | Promise<Response> {
    return this.#render(component, options, options.status ?? 200);
  }

  /**
   * Sets the page that visitors see, with the status 404, where there is none; in place too when it has the shell that
   * they are in.
   *
   * @param component declared at the top of a module
   */
  notFoundPage(component: Component, options: FallbackOptions = {}): this {
    this.#live.pages.register(component);
    this.#fallbacks.notFoundPage = (request) => this.#fallback(component, options, {}, 404, request);
    return this;
  }

  /**
   * Sets the page that visitors see, with the status 500, when a page or route throws. The error is in the log.
   *
   * @param component declared at the top of a module; gets `message`: in development what the error says, else that
   * something went wrong
   */
  errorPage(component: Component<{ message: string }>, options: FallbackOptions = {}): this {
    this.#live.pages.register(component);
    this.#fallbacks.errorPage = (request, message) => this.#fallback(component, options, { message }, 500, request);
    return this;
  }

  /**
   * Serves a folder of files, files with a `.br` or `.gz` beside them compressed.
   *
   * @param path where, such as `/assets`
   * @param folder the folder, as an absolute path or a file URL
   */
  static(path: string, folder: string | URL): this {
    const root = folder instanceof URL ? fileURLToPath(folder) : folder;
    const prefix = path.replace(/\/$/, '');
    const rewriteRequestPath = (requested: string): string => requested.slice(prefix.length);
    this.http.use(`${prefix}/*`, serveStatic({ root, rewriteRequestPath, precompressed: true }));
    return this;
  }

  /**
   * Has any WebSocket client take part in a topic: a text that it sends is published, a text that it gets is a message.
   *
   * @param path where, such as `/chat`; `/` is possible beside a page
   * @throws TopicError `endpoint-option`, `duplicate-topic`; NopalError `duplicate-route`
   * @example
   * ```ts
   * app.topicSocket('/chat', lobby);   // npx wscat -c ws://localhost:3000/chat
   * ```
   */
  topicSocket<T>(path: string, topic: Topic<T>, options?: TopicSocketOptions<T>): this {
    this.#topics.serveSocket(this.#transports.endpoints, path, topic, options);
    return this;
  }

  /**
   * Serves a topic as server-sent events, resumed by `Last-Event-ID`; what is posted there is published.
   *
   * @param path where, such as `/feed`
   * @throws TopicError `endpoint-option`, `duplicate-topic`; NopalError `duplicate-route`
   * @example
   * ```ts
   * app.topicEvents('/feed', builds);   // curl -N http://localhost:3000/feed
   * ```
   */
  topicEvents<T>(path: string, topic: Topic<T>, options?: TopicEventsOptions<T>): this {
    this.#topics.serveEvents(path, topic, options);
    return this;
  }

  /**
   * Lets other programs call methods of a target, by Cap'n Web: over a WebSocket, or by batches that are posted. Import
   * `nopal/capnweb` first. Guards are middleware of the path: `app.http.use('/api', …)` before this holds for both.
   *
   * @param path where, such as `/api`; without parameters
   * @param make makes the target of one session
   * @throws NopalError `rpc-option`, `rpc-missing`, `duplicate-route`
   * @example
   * ```ts
   * class Greeter extends RpcTarget {
   *   greet(name: string): string {
   *     return `Hello ${name}`;
   *   }
   * }
   * app.rpc('/api', () => new Greeter());
   * ```
   */
  rpc(path: string, make: MakeRpcTarget, options: RpcOptions = {}): this {
    this.#paths.check(path, 'app.rpc');
    this.#rpc.serve(path, make, options);
    this.#paths.add(path, 'an endpoint of RPC');
    return this;
  }

  /** Adds a background service: a class, an instance or a function. It starts when the app listens. */
  addHostedService(service: HostedService): this {
    this.#services.add(service);
    return this;
  }

  /**
   * Starts serving, then the background services. SIGTERM and SIGINT end the app cleanly.
   *
   * @param options `port`: 0 for any free one; the environment variable `PORT` wins. Default 3000
   * @returns where it listens
   * @throws NopalError `port` when the port cannot be had, or the app listens already
   */
  async listen(options: ListenOptions = {}): Promise<Address> {
    const listener = getRequestListener((request, env) => answering({ request }, () => this.http.fetch(request, env)));
    const server = createServer((request, response) => {
      const isTaken = this.#transports.handle(request, response) || this.#topics.handle(request, response);
      if (!isTaken) void listener(request, response);
    });
    const address = await this.#serving.start(server, options, process.env['PORT']);
    this.#transports.attach(server);
    server.on('error', (error) => this.logger.error({ err: error }, 'the server could not take a connection'));
    // Before anybody is told that the app is up: who reads that may send a signal right away.
    if (options.signals !== false)
      this.#offSignals = onStopSignal((signal) => endBySignal(signal, () => this.close(), this.logger));
    this.logger.info({ url: address.url }, `listening on ${address.url}`);
    this.#services.start();
    return address;
  }

  /**
   * What the app holds now, and what it did so far. For metrics; see also `nopal/prometheus`.
   *
   * @example
   * ```ts
   * const { viewers, oldTrees, unacknowledgedBytes } = app.gauges();
   * ```
   */
  gauges(): AppGauges {
    return { ...this.#gauges.read(), rpc: this.#rpc.gauges() };
  }

  /**
   * Ends the app: services are aborted and awaited, running handlers end, browsers are told to come back at random
   * moments, connections close. Calling it again returns the same promise.
   */
  async close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  #fallback<P extends object>(
    component: Component<P>,
    { shellProps, ...options }: FallbackOptions,
    props: P,
    status: number,
    request: Request,
  ): Response | Promise<Response> {
    const made =
      typeof shellProps === 'function' ? (shellProps as (visit: Visit) => object)(visitOf(request, {})) : shellProps;
    return this.#render(component, { ...options, props, ...(made !== undefined && { shellProps: made }) }, status);
  }

  #render<P extends object>(
    component: Component<P>,
    options: RenderOptions<P>,
    status: number,
  ): Response | Promise<Response> {
    const current = currentRequest();
    if (current !== undefined && current.request.url.length > this.#live.limits.maxUrlLength) {
      return addressTooLong();
    }
    const route = current === undefined ? undefined : routeOf(visitOf(current.request, {}));
    return this.#pages.respond(
      this.#pages.ready({ ...pageRequest(component, options), route }, { ...this.#document, ...options }, status),
      current,
    );
  }

  async #close(): Promise<void> {
    const { shutdownMs } = this.#live.limits;
    const serverClosed = this.#serving.stop();
    await this.#services.stop(shutdownMs);
    await this.#events.idle(shutdownMs);
    this.updater.end();
    this.#live.flusher.flushNow();
    this.#topics.disconnect();
    this.#rpc.close();
    await this.#transports.close();
    // They are kept alive for another request, which would not be answered.
    this.#serving.closeIdle();
    this.#live.end();
    await within(this.#topics.close(), shutdownMs);
    this.#gauges.end();
    await within(serverClosed, shutdownMs);
    this.#serving.closeAll();
    this.#offSignals?.();
    this.logger.debug({}, 'closed');
  }
}

import { createServer, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Logger } from 'pino';
import { EventRunner } from '../live/event-runner.ts';
import { GaugeReader, type Gauges } from '../live/gauges.ts';
import { Live, type PageRequest } from '../live/live.ts';
import { ComponentStateUpdater } from '../live/updater.ts';
import { within } from '../live/within.ts';
import { NopalError } from '../protocol/error.ts';
import { DEFAULT_LIMITS, type Limits } from '../protocol/limits.ts';
import { TRANSPORTS, type TransportName } from '../protocol/transports.ts';
import type { Component } from '../ui/component.ts';
import { readClientScripts } from './client-script.ts';
import type { DocumentOptions } from './document.ts';
import { listenOn, type Address, type ListenOptions } from './listening.ts';
import { createLoggers, type LogLevels, type PartLoggers } from './logging.ts';
import { PageRenderer } from './page-renderer.ts';
import { Services, type HostedService } from './services.ts';
import { onStopSignal } from './signals.ts';
import { Transports } from './transports.ts';

/** Options of an app. */
export interface AppOptions {
  /** The pino logger to log through; one that writes JSON to standard output when left out. */
  readonly logger?: Logger;
  /** Log levels by part of nopal. The environment variable `NOPAL_LOG` wins: `NOPAL_LOG=updater:debug`. */
  readonly logLevels?: LogLevels;
  /** Origins, besides the page's own, from which browsers may connect: `['https://app.example.com']`. */
  readonly origins?: readonly string[];
  /** Whether clients that send no Origin are refused; browsers always send one. Default false. */
  readonly requireOrigin?: boolean;
  /** Seals page tokens, at least 16 characters; the same on all nodes. Default `NOPAL_SECRET`, else one per process. */
  readonly secret?: string;
  /** Bounds to set differently from the defaults. */
  readonly limits?: Partial<Limits>;
  /** Whether development checks run. Default: unless `NODE_ENV` is `production`. */
  readonly development?: boolean;
  /** Where nopal's own addresses are. Default `/_nopal`. */
  readonly basePath?: string;
  /** What browsers may connect by, in the order in which they try. Default `['websocket', 'sse', 'poll']`. */
  readonly transports?: readonly TransportName[];
}

/** Options of a page. */
export interface PageOptions<P extends object> extends DocumentOptions {
  /** The component's props: data. */
  readonly props?: P;
  /** The id of the page's component, instead of a random one. Several viewers may share it; a push reaches them all. */
  readonly componentId?: string;
  /** The HTTP status. Default 200. */
  readonly status?: number;
  /** How often, per second, a viewer of this page gets a frame at most. Default `limits.framesPerSecond`. */
  readonly framesPerSecond?: number;
}

/** How long something may hold the process after a signal has ended the app, in milliseconds. */
const HELD_MS = 5000;

const SCRIPT_HEADERS = { 'content-type': 'text/javascript; charset=utf-8', 'x-content-type-options': 'nosniff' };

/**
 * What a page of another version gets instead of its spare script, which it asks for when this server does not know the
 * page, or when its WebSocket does not get through: it loads itself again, with the scripts of now.
 */
const OUTDATED_SPARE = 'location.reload();export const sockets={},renew=()=>new Promise(()=>{});';

/** Props are only needed by components that take some. */
type PageArguments<P extends object> =
  Record<string, never> extends P ? [options?: PageOptions<P>] : [options: PageOptions<P> & { readonly props: P }];

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
  /** The app's log. */
  readonly logger: Logger;
  readonly #live: Live;
  readonly #events: EventRunner;
  readonly #pages: PageRenderer;
  readonly #services: Services;
  readonly #loggers: PartLoggers;
  readonly #pagePaths = new Set<string>();
  readonly #gauges: GaugeReader;
  readonly #transports: Transports;
  #server: Server | undefined;
  #offSignals: (() => void) | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: AppOptions) {
    const limits: Limits = { ...DEFAULT_LIMITS, ...options.limits };
    const basePath = options.basePath ?? '/_nopal';
    this.#loggers = createLoggers(options.logger, options.logLevels ?? {}, process.env['NOPAL_LOG']);
    this.logger = this.#loggers.server;
    this.#live = new Live({
      limits,
      secret: options.secret ?? process.env['NOPAL_SECRET'],
      development: options.development ?? process.env['NODE_ENV'] !== 'production',
      log: this.#loggers,
    });
    this.#events = new EventRunner(this.#live, this.#loggers.viewers);
    this.#gauges = new GaugeReader(this.#live);
    this.#transports = new Transports({
      live: this.#live,
      events: this.#events,
      log: this.#loggers.viewers,
      base: basePath,
      origins: { origins: options.origins ?? [], requireOrigin: options.requireOrigin ?? false },
      offered: options.transports ?? TRANSPORTS,
    });
    this.updater = new ComponentStateUpdater(this.#live, this.#loggers.updater);
    this.#services = new Services({ updater: this.updater, logger: this.#loggers.services });
    const scripts = readClientScripts();
    for (const { name, body } of scripts.all) {
      this.http.get(`${basePath}/${name}`, (c) =>
        c.body(body, 200, { ...SCRIPT_HEADERS, 'cache-control': 'public, max-age=31536000, immutable' }),
      );
    }
    this.http.get(`${basePath}/:name{spare-.+\\.js}`, (c) =>
      c.body(OUTDATED_SPARE, 200, { ...SCRIPT_HEADERS, 'cache-control': 'no-store' }),
    );
    this.#pages = new PageRenderer(this.#live, {
      scriptUrl: `${basePath}/${scripts.main}`,
      socketPath: `${basePath}/socket`,
      maxMessageBytes: limits.maxMessageBytes,
      maxPaceMs: limits.maxPaceMs,
      transports: options.transports,
    });
    this.http.onError((error, c) => {
      // A middleware's answer, such as 401.
      if (error instanceof HTTPException) return error.getResponse();
      this.logger.error({ err: error, method: c.req.method, path: c.req.path }, `${c.req.method} ${c.req.path} failed`);
      return c.text('Something went wrong on the server. It was logged; please try again.', 500);
    });
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
  page<P extends object>(path: string, component: Component<P>, ...[options]: PageArguments<P>): this {
    if (this.#pagePaths.has(path)) {
      throw new NopalError(
        'duplicate-route',
        `The path ${path} is a page already, so <${component.name}> would never be shown.`,
        'Give it another path.',
      );
    }
    const type = this.#live.pages.register(component);
    this.#live.pages.limitRate(type, options?.framesPerSecond);
    const respond = this.#pages.renders(...readOptions(component, options));
    this.#pagePaths.add(path);
    this.http.get(path, respond);
    return this;
  }

  /**
   * Answers a request with a page, from any route.
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
  renderPage<P extends object>(component: Component<P>, ...[options]: PageArguments<P>): Response {
    return this.#pages.render(...readOptions(component, options));
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
    if (this.#server !== undefined) {
      throw new NopalError(
        'port',
        'This app listens already, or did.',
        'Make another one by createApp() to listen again.',
      );
    }
    const listener = getRequestListener(this.http.fetch);
    const server = createServer((request, response) => {
      if (!this.#transports.handle(request, response)) void listener(request, response);
    });
    this.#server = server;
    const address = await listenOn(server, options, process.env['PORT']).catch((error: unknown) => {
      this.#server = undefined;
      throw error;
    });
    this.#transports.attach(server);
    server.on('error', (error) => this.logger.error({ err: error }, 'the server could not take a connection'));
    // Before anybody is told that the app is up: who reads that may send a signal right away.
    if (options.signals !== false) this.#offSignals = onStopSignal((signal) => this.#stopBySignal(signal));
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
  gauges(): Gauges {
    return this.#gauges.read();
  }

  /**
   * Ends the app: services are aborted and awaited, running handlers end, browsers are told to come back at random
   * moments, connections close. Calling it again returns the same promise.
   */
  async close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { shutdownMs } = this.#live.limits;
    const serverClosed = this.#stopListening();
    await this.#services.stop(shutdownMs);
    await this.#events.idle(shutdownMs);
    this.updater.end();
    this.#live.flusher.flushNow();
    await this.#transports.close();
    // They are kept alive for another request, which would not be answered.
    this.#server?.closeIdleConnections();
    this.#live.end();
    this.#gauges.end();
    await within(serverClosed, shutdownMs);
    this.#server?.closeAllConnections();
    this.#offSignals?.();
    this.logger.debug({}, 'closed');
  }

  /** Takes no new connections. Resolves when those that are there have ended. */
  async #stopListening(): Promise<void> {
    const server = this.#server;
    if (server?.listening !== true) return;
    // A connection whose request is answered from now on is not kept for another one.
    server.keepAliveTimeout = 1;
    await new Promise((resolve) => server.close(resolve));
  }

  #stopBySignal(signal: NodeJS.Signals): void {
    this.logger.info({ signal }, `${signal}: shutting down`);
    this.close().then(
      () => this.#endProcess(),
      (error: unknown) => {
        this.logger.error({ err: error }, 'shutting down failed');
        process.exitCode = 1;
        this.#endProcess();
      },
    );
  }

  /** The process ends by itself, unless something outside of nopal still holds it: a timer, a connection, a service. */
  #endProcess(): void {
    setTimeout(() => {
      this.logger.warn({}, `the app is closed, but something held the process for ${HELD_MS} ms; ending it`);
      process.exit();
    }, HELD_MS).unref();
  }
}

/** What the options of a page say, for {@link PageRenderer}. */
function readOptions<P extends object>(
  component: Component<P>,
  options: PageOptions<P> | undefined,
): [request: PageRequest, document: DocumentOptions, status: number] {
  const { props, componentId, status = 200, framesPerSecond, ...document } = options ?? {};
  const taken = (props ?? {}) as Readonly<Record<string, unknown>>;
  const request = { component, props: taken, componentId, framesPerSecond };
  return [request, document, status];
}

import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { BoundedQueue } from '../lib/bounded-queue.ts';
import { JsonFile } from '../lib/json-file.ts';
import { buildSite } from './build.ts';
import { SiteFolders } from './folders.ts';
import {
  added,
  changed,
  emptyHistory,
  type Entry,
  type History,
  historySchema,
  interrupted,
  isBusy,
  rolledBack,
  servable,
} from './history.ts';
import { type Site, sites as allSites } from './site-list.ts';
import type { SiteView } from './site-view.ts';

interface Request {
  site: Site;
  version: string;
  breakIt: boolean;
}

/** What the deployments tell. */
export interface DeploymentEvents {
  /** Something that pages show is different now. */
  changed: () => void;
  failed: (site: Site, entry: Entry) => void;
  /** The history could not be saved. */
  problem: (error: unknown) => void;
}

const nobody: DeploymentEvents = { changed: () => undefined, failed: () => undefined, problem: () => undefined };

/** Deploys sites one after another, keeps their history on disk, and decides which version is served. */
export class SiteDeployments {
  readonly #sites: readonly Site[];
  readonly #queue = new BoundedQueue<Request>(10);
  readonly #histories = new Map<string, History>();
  #folders: SiteFolders | undefined;
  #file: JsonFile<Record<string, History>> | undefined;
  #events = nobody;

  constructor(sites: readonly Site[] = allSites) {
    this.#sites = sites;
  }

  /** Reads the history. What ran when the process ended counts as failed. */
  async open(folder: string): Promise<void> {
    this.#folders = new SiteFolders(path.join(folder, 'sites'));
    await this.#folders.open();
    await this.#folders.clearBuilds();
    this.#file = new JsonFile(path.join(folder, 'site-history.json'), z.record(z.string(), historySchema));
    const stored = await this.#file.read();
    for (const { name } of this.#sites) {
      this.#histories.set(name, interrupted(stored?.[name] ?? emptyHistory, now()));
    }
  }

  /** Where the versions are, as `<site>/<version>/`. */
  get versionsFolder(): string {
    return this.#opened().versions;
  }

  get views(): readonly SiteView[] {
    return this.#sites.map(({ name, title }) => {
      const history = this.#history(name);
      const { live, entries } = history;
      return {
        name,
        title,
        ...(live === undefined ? {} : { live }),
        servable: servable(history),
        busy: isBusy(history),
        entries,
      };
    });
  }

  /** How many deployments wait or run. */
  get running(): number {
    return this.#sites.filter(({ name }) => isBusy(this.#history(name))).length;
  }

  /** The version of a site that is served now; `undefined` for a site that is not there, or was never deployed. */
  liveVersion(name: string): string | undefined {
    return this.#histories.get(name)?.live;
  }

  /**
   * Deploys a site as soon as those before it are done.
   *
   * @param by who asks for it.
   * @param breakIt whether the build is to fail.
   * @returns why not, in a sentence; `undefined` when it was begun.
   */
  deploy(name: string, by: string, breakIt: boolean): string | undefined {
    const site = this.#sites.find((site) => site.name === name);
    if (site === undefined) return `There is no site "${name}".`;
    if (isBusy(this.#history(name))) return `${site.title} is being deployed already.`;
    const version = randomBytes(4).toString('hex');
    if (!this.#queue.offer({ site, version, breakIt })) return 'Too many deployments wait. Try again in a minute.';
    const entry: Entry = { kind: 'deployment', version, status: 'queued', stage: 'Waiting', by, startedAt: now() };
    this.#update(name, added(this.#history(name), entry));
    return undefined;
  }

  /**
   * Serves another version of a site from now on. It is one change of a name, so that nobody sees half of each.
   *
   * @returns whether that was possible; see {@link rolledBack}.
   */
  rollBack(name: string, version: string, by: string): boolean {
    const next = this.#histories.has(name) && rolledBack(this.#history(name), version, by, now());
    if (!next) return false;
    this.#update(name, next);
    return true;
  }

  /**
   * Works until the signal is aborted.
   *
   * @param paceMs how long each stage is shown at least, in milliseconds: a build takes less than people can read.
   */
  async run(signal: AbortSignal, paceMs: number, events: DeploymentEvents): Promise<void> {
    this.#events = events;
    events.changed();
    for await (const request of this.#queue.read(signal)) await this.#run(request, signal, paceMs);
    await this.save();
  }

  /** Resolves when everything that happened so far is on disk. */
  async save(): Promise<void> {
    await this.#file?.write(Object.fromEntries(this.#histories));
  }

  async #run({ site, version, breakIt }: Request, signal: AbortSignal, paceMs: number): Promise<void> {
    const folders = this.#opened();
    const change = (change: Partial<Entry>): History => {
      const history = changed(this.#history(site.name), version, change);
      this.#update(site.name, history);
      return history;
    };
    try {
      const folder = await folders.makeBuild(version);
      const build = { source: site.source, folder, breakIt, signal };
      const begin = async (stage: string): Promise<void> => {
        change({ status: 'running', stage });
        await sleep(paceMs, undefined, { signal });
      };
      const built = await buildSite(build, begin);
      await begin('Going live');
      await folders.keep(site.name, version, built);
      const done = changed(this.#history(site.name), version, { status: 'succeeded', stage: 'Live', endedAt: now() });
      this.#update(site.name, { ...done, live: version });
      await folders.keepOnly(site.name, servable(this.#history(site.name)));
    } catch (error) {
      // Stopping the server in the middle is nobody's alarm; the next start notes it in the history.
      if (signal.aborted) return;
      const message = error instanceof Error ? error.message : String(error);
      const { entries } = change({ status: 'failed', error: message, endedAt: now() });
      const entry = entries.find((entry) => entry.version === version);
      if (entry) this.#events.failed(site, entry);
    } finally {
      await folders.clearBuilds();
    }
  }

  #history(name: string): History {
    return this.#histories.get(name) ?? emptyHistory;
  }

  #opened(): SiteFolders {
    if (this.#folders === undefined) throw new Error('Call open() first: it says where sites are kept.');
    return this.#folders;
  }

  #update(name: string, history: History): void {
    this.#histories.set(name, history);
    this.#events.changed();
    this.save().catch((error: unknown) => this.#events.problem(error));
  }
}

function now(): string {
  return new Date().toISOString();
}

/** The one that pages, routes and the service share. */
export const siteDeployments = new SiteDeployments();

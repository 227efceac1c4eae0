import type { ServiceContext } from 'nopal';
import type { BoundedQueue } from '../lib/bounded-queue.ts';
import { isFinal, type PipelineEvent } from './pipeline-event.ts';
import { applyEvent, type PipelineStatus } from './pipelines.ts';

/** The builds that are known, and the service that follows the queue of events to keep them. */
export class Pipelines {
  #builds: readonly PipelineStatus[] = [];
  readonly #queue: BoundedQueue<PipelineEvent>;

  constructor(queue: BoundedQueue<PipelineEvent>) {
    this.#queue = queue;
  }

  /** Newest first. */
  get builds(): readonly PipelineStatus[] {
    return this.#builds;
  }

  /** @returns a background service that takes event after event, and pushes the builds to every open page of them. */
  service() {
    return async ({ updater, logger, signal }: ServiceContext & { signal: AbortSignal }): Promise<void> => {
      for await (const event of this.#queue.read(signal)) {
        this.#builds = applyEvent(this.#builds, event);
        // Retained: a page opened later starts with what is known.
        updater.broadcastStateUpdate('pipelineStatus', this.#builds, { retain: true });
        if (isFinal(event.status)) logger.info(`build ${event.buildId} ${event.status}`);
      }
    };
  }
}

import { onTestFinished } from 'vitest';
import type { Connection } from '../../src/protocol/connection.ts';
import type { Frame } from '../../src/protocol/frames.ts';
import { DEFAULT_LIMITS, type Limits } from '../../src/protocol/limits.ts';
import { Live } from '../../src/live/live.ts';
import type { Log } from '../../src/live/log.ts';
import { TopicFeeds } from '../../src/live/topics/feeds.ts';
import { ComponentStateUpdater } from '../../src/live/updater.ts';
import type { Destinations } from '../../src/live/destination.ts';
import type { Viewer } from '../../src/live/viewer.ts';
import { Topics } from '../../src/push/topics.ts';
import type { AnyComponent } from '../../src/ui/component.ts';

/** A log that fails the test at an error. */
export const silent: Log = {
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (fields, message) => {
    throw new Error(message, { cause: fields });
  },
  isLevelEnabled: () => false,
};

/** For viewers who stay on their page. */
export const NOWHERE_TO_GO: Destinations = {
  find: (url) => Promise.reject(new Error(`nobody was to go to ${url}`)),
};

/** The live part without a server around it, to look at what viewers share. */
export class LiveBench {
  readonly live: Live;
  readonly updater: ComponentStateUpdater;
  readonly topics = new Topics();

  constructor(limits: Partial<Limits> = {}, development = false) {
    const log = { viewers: silent, render: silent };
    const feeds = new TopicFeeds(this.topics, (error) => {
      throw error;
    });
    this.live = new Live({ limits: { ...DEFAULT_LIMITS, ...limits }, secret: undefined, development, log, feeds });
    this.updater = new ComponentStateUpdater(this.live, silent);
    onTestFinished(() => this.live.end());
  }

  /** A page that was served. */
  open(component: AnyComponent, props: Readonly<Record<string, unknown>> = {}): Viewer {
    return this.live.open(this.live.sourceOf({ component, props, componentId: undefined }));
  }

  /** A page whose browser is connected, and the frames that it is sent. */
  connect(component: AnyComponent): { readonly viewer: Viewer; readonly frames: Frame[] } {
    const viewer = this.open(component);
    const frames: Frame[] = [];
    const connection: Connection = {
      transport: 'websocket',
      visitor: { headers: {}, socket: {} },
      ready: true,
      send: (frame) => {
        frames.push(frame);
        viewer.outbox.acknowledge(viewer.outbox.frames);
      },
      close: () => undefined,
    };
    this.live.viewers.claim(viewer.claimKey);
    viewer.connect(connection);
    return { viewer, frames };
  }

  /** Renders and sends what waits. */
  flush(): void {
    this.live.flusher.flushNow();
  }
}

import type { Connection } from '../../packages/nopal/dist/protocol/connection.js';
import type { Frame } from '../../packages/nopal/dist/protocol/frames.js';
import { DEFAULT_LIMITS } from '../../packages/nopal/dist/protocol/limits.js';
import { Live } from '../../packages/nopal/dist/live/live.js';
import type { Log } from '../../packages/nopal/dist/live/log.js';
import { TopicFeeds } from '../../packages/nopal/dist/live/topics/feeds.js';
import { ComponentStateUpdater } from '../../packages/nopal/dist/live/updater.js';
import type { Viewer } from '../../packages/nopal/dist/live/viewer.js';
import { encodeTextFrame } from '../../packages/nopal/dist/transport/text-frame.js';
import { Topics } from '../../packages/nopal/dist/push/topics.js';
import type { Component } from 'nopal';

// The live part without a server around it: the public entry has no way to run a flush inside a measured time, so
// this reaches into the built package. What runs is what an app runs: updater, flusher, viewer, frames.

/** A page with one viewer, whose flushes run when they are asked for instead of by timers. */
export class PageByHand {
  readonly updater: ComponentStateUpdater;
  readonly viewer: Viewer;
  readonly #connection = new ByteSink();
  #due: (() => void) | undefined;

  constructor(component: Component) {
    const live = new Live({
      limits: DEFAULT_LIMITS,
      secret: undefined,
      development: false,
      log: { viewers: complain, render: complain },
      feeds: new TopicFeeds(new Topics(), (error) => complain.error({ error }, String(error))),
    });
    this.updater = new ComponentStateUpdater(live, complain);
    this.viewer = live.open(live.sourceOf({ component, props: {}, componentId: undefined }));
    live.viewers.claim(this.viewer.claimKey);
    this.viewer.connect(this.#connection);
    this.#holdTimers();
  }

  /** Pushes to everybody and flushes; returns the bytes that the transport would write. */
  push(key: string, value: unknown): Buffer | undefined {
    this.updater.broadcastStateUpdate(key, value);
    this.#due?.();
    return this.#connection.last;
  }

  /** As the browser's acknowledgement does; keeps the window open. Not part of an update. */
  acknowledge(): void {
    this.viewer.outbox.acknowledge(this.viewer.outbox.frames);
    this.#connection.last = undefined;
  }

  /** Both ways in which the flusher waits for its turn: the next one of the event loop, and the pause between frames. */
  #holdTimers(): void {
    const timer = { unref: (): void => {} };
    const hold = (run: () => void): object => {
      this.#due = run;
      return timer;
    };
    Object.assign(globalThis, { setImmediate: hold, setTimeout: hold });
  }
}

/** Does what the WebSocket transport does before it hands over to the socket. */
class ByteSink implements Connection {
  readonly transport = 'websocket';
  readonly visitor = { headers: {}, socket: {} };
  readonly ready = true;
  /** The frame's text; the header that is written before it does not count. */
  last: Buffer | undefined;

  send(frame: Frame): void {
    const whole = frame.form('websocket', encodeTextFrame);
    this.last = whole.subarray(whole.length - frame.bytes);
  }

  close(): void {
    throw new Error('The page was closed in the middle of a measurement.');
  }
}

/** Measures nothing worth having when something goes wrong, so any complaint ends the run. */
const refuse = (fields: object, message: string): void => {
  throw new Error(`${message} ${JSON.stringify(fields)}`);
};
const quiet = (): void => {};
const complain: Log = {
  trace: quiet,
  debug: quiet,
  info: quiet,
  warn: refuse,
  error: refuse,
  isLevelEnabled: () => false,
};

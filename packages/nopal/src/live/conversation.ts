import type { Connection, Receiver } from '../protocol/connection.ts';
import { NopalError } from '../protocol/error.ts';
import { messageFrame, PROTOCOL_VERSION } from '../protocol/frames.ts';
import { decodeMessage, type ClientMessage, type HelloMessage } from '../protocol/messages.ts';
import { checksum } from '../ui/checksum.ts';
import type { EventRunner } from './event-runner.ts';
import type { Live } from './live.ts';
import type { Log } from './log.ts';
import type { Viewer } from './viewer.ts';

/** What a conversation needs besides its connection. */
export interface ConversationParts {
  readonly live: Live;
  readonly events: EventRunner;
  readonly log: Log;
}

/** One connection's side of the protocol: who is there, and what they say. */
export class Conversation implements Receiver {
  readonly #connection: Connection;
  readonly #parts: ConversationParts;
  #viewer: Viewer | undefined;
  #helloTimer: NodeJS.Timeout | undefined;

  constructor(connection: Connection, parts: ConversationParts) {
    this.#connection = connection;
    this.#parts = parts;
    this.#helloTimer = setTimeout(() => connection.close('hello-timeout'), parts.live.limits.helloMs);
    this.#helloTimer.unref();
  }

  /** @inheritdoc */
  message(text: string): void {
    let message: ClientMessage;
    try {
      message = decodeMessage(text, this.#parts.live.limits);
    } catch (error) {
      this.#refuse(error);
      return;
    }
    if (message.type === 'hello') this.#hello(message);
    else if (this.#viewer === undefined) this.#refuse('spoke before its hello');
    else if (message.type === 'event') this.#parts.events.accept(this.#viewer, message);
    else this.#acknowledge(this.#viewer, message.frames);
  }

  /** @inheritdoc */
  closed(): void {
    clearTimeout(this.#helloTimer);
    const viewer = this.#viewer;
    this.#viewer = undefined;
    if (viewer?.connection !== this.#connection) return;
    viewer.connection = null;
    this.#parts.live.viewers.away(viewer);
    this.#parts.log.debug({ viewer: viewer.id }, 'connection lost');
  }

  #hello(hello: HelloMessage): void {
    clearTimeout(this.#helloTimer);
    if (this.#viewer !== undefined) return this.#refuse('said hello twice');
    if (hello.version !== PROTOCOL_VERSION) return this.#connection.close('version-mismatch');
    const { live } = this.#parts;
    const resumed = hello.resume === undefined ? undefined : live.viewers.resume(hello.resume.id, hello.resume.secret);
    if (resumed !== undefined && hello.resume !== undefined) return this.#resume(resumed, hello.resume.frames);
    const claimed = this.#claim(hello.token);
    if (claimed === undefined) {
      this.#connection.send(messageFrame({ gone: 1 }));
      return;
    }
    const { viewer, fresh } = claimed;
    // Something else than what was served is in the page: another viewer's tree, or nodes that the parser or an
    // extension moved. The whole tree sets it right.
    viewer.needsTree = fresh || hello.resume !== undefined || hello.checksum !== checksum(viewer.outbox.shown.nodes);
    this.#attach(viewer, false);
    live.runEffects(viewer);
  }

  /** A page that cannot be made again is as good as gone: the browser then asks its address, and sees what is wrong. */
  #claim(token: string): ReturnType<Live['claim']> {
    try {
      return this.#parts.live.claim(token);
    } catch (error) {
      this.#parts.log.error({ code: 'render-failed', err: error }, 'a claimed page could not be rendered');
      return undefined;
    }
  }

  #resume(viewer: Viewer, frames: number): void {
    viewer.connection?.close('replaced');
    viewer.needsTree = !viewer.outbox.resumeAt(frames);
    if (viewer.needsTree) viewer.outbox.restart(viewer.root, frames);
    this.#attach(viewer, true);
  }

  #attach(viewer: Viewer, resumed: boolean): void {
    const { live, log } = this.#parts;
    this.#viewer = viewer;
    viewer.connection = this.#connection;
    this.#connection.send(messageFrame({ viewer: [viewer.id, viewer.secret, resumed ? 1 : 0] }));
    live.flusher.mark(viewer);
    const fields = { viewer: viewer.id, transport: this.#connection.transport, whole: viewer.needsTree };
    log.debug(fields, resumed ? 'viewer resumed' : 'viewer connected');
  }

  #acknowledge(viewer: Viewer, frames: number): void {
    viewer.outbox.acknowledge(frames);
    if (viewer.root !== viewer.outbox.shown) this.#parts.live.flusher.mark(viewer);
  }

  #refuse(reason: unknown): void {
    const problem = reason instanceof NopalError ? reason.message : String(reason);
    this.#parts.log.warn({ code: 'bad-message', viewer: this.#viewer?.id, problem }, 'connection closed: bad message');
    this.#connection.close('bad-message');
  }
}

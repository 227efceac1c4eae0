import type { CloseReason, Connection, Receiver } from '../protocol/connection.ts';
import { NopalError } from '../protocol/error.ts';
import { messageFrame, PROTOCOL_VERSION } from '../protocol/frames.ts';
import {
  decodeMessage,
  type AckMessage,
  type ClientMessage,
  type EventMessage,
  type HelloMessage,
} from '../protocol/messages.ts';
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
  /** Whether the connection ends: what still comes over it counts no more. */
  #over = false;

  constructor(connection: Connection, parts: ConversationParts) {
    this.#connection = connection;
    this.#parts = parts;
    this.#awaitHello();
  }

  /** @inheritdoc */
  message(text: string): void {
    if (this.#over) return;
    let message: ClientMessage;
    try {
      message = decodeMessage(text, this.#parts.live.limits);
    } catch (error) {
      this.#refuse(error);
      return;
    }
    if (message.type === 'hello') this.#hello(message);
    else if (this.#viewer === undefined) this.#refuse('spoke before its hello');
    else this.#heard(this.#viewer, message);
  }

  /** @inheritdoc */
  closed(): void {
    this.#over = true;
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
    if (hello.version !== PROTOCOL_VERSION) return this.#mismatch(hello.version);
    const { live } = this.#parts;
    const resumed = hello.resume === undefined ? undefined : live.viewers.resume(hello.resume.id, hello.resume.secret);
    if (resumed !== undefined && hello.resume !== undefined) return this.#resume(resumed, hello.resume.frames);
    const claimed = this.#claim(hello.token);
    if (claimed === undefined) {
      this.#connection.send(messageFrame({ gone: 1 }));
      // The browser fetches its page anew, and then says hello again.
      this.#awaitHello();
      return;
    }
    const { viewer, fresh } = claimed;
    // Something else than what was served is in the page: another viewer's tree, or nodes that the parser or an
    // extension moved. The whole tree sets it right.
    viewer.needsTree = fresh || hello.resume !== undefined || hello.checksum !== checksum(viewer.outbox.shown.nodes);
    if (viewer.needsTree) viewer.outbox.restart(viewer.outbox.shown, 0);
    this.#attach(viewer, false);
    // Effects see the page as it is now, not as it was served.
    live.flusher.settleNow(viewer);
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
    this.#connection.send(messageFrame({ viewer: [viewer.id, viewer.secret, resumed ? 1 : viewer.needsTree ? 0 : 2] }));
    live.flusher.mark(viewer);
    const fields = { viewer: viewer.id, transport: this.#connection.transport, whole: viewer.needsTree };
    log.debug(fields, resumed ? 'viewer resumed' : 'viewer connected');
  }

  #heard(viewer: Viewer, message: EventMessage | AckMessage): void {
    // Another connection took the viewer over; this one's counts are of frames that it did not get.
    if (viewer.connection !== this.#connection) return;
    // An event names the frames that were applied, so it acknowledges them too.
    viewer.outbox.acknowledge(message.frames);
    if (viewer.root !== viewer.outbox.shown) this.#parts.live.flusher.mark(viewer);
    if (message.type === 'event') this.#parts.events.accept(viewer, message);
  }

  #awaitHello(): void {
    this.#helloTimer = setTimeout(() => this.#end('hello-timeout'), this.#parts.live.limits.helloMs);
    this.#helloTimer.unref();
  }

  #end(reason: CloseReason): void {
    this.#over = true;
    clearTimeout(this.#helloTimer);
    this.#connection.close(reason);
  }

  #mismatch(version: number): void {
    const fields = { code: 'version-mismatch', version, expected: PROTOCOL_VERSION };
    this.#parts.log.info(fields, 'a page with a script of another version was told to load itself again');
    this.#end('version-mismatch');
  }

  #refuse(reason: unknown): void {
    const problem = reason instanceof NopalError ? reason.message : String(reason);
    this.#parts.log.warn({ code: 'bad-message', viewer: this.#viewer?.id, problem }, 'connection closed: bad message');
    this.#end('bad-message');
  }
}

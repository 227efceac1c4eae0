import type { CloseReason, Connection, Receiver } from '../protocol/connection.ts';
import { NopalError } from '../protocol/error.ts';
import { Frame, messageFrame } from '../protocol/frames.ts';
import { decodeMessage, type ClientMessage, type HelloMessage } from '../protocol/messages.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import { checksum } from '../ui/checksum.ts';
import type { Destinations } from './destination.ts';
import type { EventRunner } from './event-runner.ts';
import type { Heartbeat, Patient } from './heartbeat.ts';
import type { Live } from './live.ts';
import type { Log } from './log.ts';
import type { MorphReason } from './outbox.ts';
import { addressOf, type PageSource } from './page.ts';
import { Viewer } from './viewer.ts';

/** What a conversation needs besides its connection. */
export interface ConversationParts {
  readonly live: Live;
  readonly events: EventRunner;
  readonly heartbeat: Heartbeat;
  readonly destinations: Destinations;
  readonly log: Log;
}

/** A frame that says nothing: the server asks whether the browser is still there, and the browser acknowledges. */
const BEAT = new Frame('{}');

/** One connection's side of the protocol: who is there, and what they say. */
export class Conversation implements Receiver, Patient {
  readonly #connection: Connection;
  readonly #parts: ConversationParts;
  #viewer: Viewer | undefined;
  #helloTimer: NodeJS.Timeout | undefined;
  /** When the browser last said something, in milliseconds of `performance.now()`. */
  #heardAt = performance.now();
  /** When the viewer came to this connection, by the same clock. */
  #attachedAt = 0;
  /** Whether a page is being asked for at its address. */
  #isAsking = false;
  /** Whether the browser was told that its page is not known. */
  #wasGone = false;
  /** Whether the connection ends: what still comes over it counts no more. */
  #over = false;

  constructor(connection: Connection, parts: ConversationParts) {
    this.#connection = connection;
    this.#parts = parts;
    parts.live.counters.connections[connection.transport]++;
    this.#awaitHello();
  }

  /** @inheritdoc */
  message(text: string): void {
    if (this.#over) return;
    this.#heardAt = performance.now();
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
  ready(): void {
    // Whoever polls seldom can be asked only now.
    this.check(performance.now());
    this.#sendMore();
  }

  #sendMore(): void {
    const viewer = this.#viewer;
    if (viewer?.hasNews === true) this.#parts.live.flusher.mark(viewer);
  }

  /** @inheritdoc */
  closed(): void {
    this.#over = true;
    clearTimeout(this.#helloTimer);
    this.#parts.heartbeat.delete(this);
    this.#parts.live.counters.connections[this.#connection.transport]--;
    const viewer = this.#viewer;
    this.#viewer = undefined;
    if (viewer?.connection !== this.#connection) return;
    viewer.connect(null);
    // What is due is found anew when it comes back.
    viewer.unsent = null;
    this.#parts.live.viewers.away(viewer);
    this.#parts.live.leftBehind();
    this.#parts.log.debug({ viewer: viewer.id }, 'connection lost');
  }

  /** Asks a silent browser whether it is there, and gives up on one that takes nothing. */
  check(now: number): void {
    const viewer = this.#viewer;
    // What another connection took over has its frames counted there.
    if (viewer?.connection !== this.#connection || this.#over) return;
    const { beatMs, stalledMs, slowestBytesPerSecond } = this.#parts.live.limits;
    const { waitingSince, lastSentAt, unacknowledgedBytes } = viewer.outbox;
    const patience = stalledMs + viewer.pace + (unacknowledgedBytes / slowestBytesPerSecond) * 1000;
    const waitingFor = now - (waitingSince ?? this.#heardAt + beatMs);
    // Nobody is given up before it was asked: after a pause of this process, everybody has been silent for long.
    if (waitingSince === undefined && this.#connection.ready) {
      // Each side wants to hear something, however much it says itself.
      const quietSince = Math.min(this.#heardAt, Math.max(lastSentAt, this.#attachedAt));
      if (now - quietSince >= beatMs) this.#beat(viewer, now);
    } else if (waitingFor > patience) {
      this.#parts.log.debug({ viewer: viewer.id, waitingFor: Math.round(waitingFor) }, 'connection stalled');
      this.#end('stalled');
    }
  }

  #beat({ outbox }: Viewer, now: number): void {
    outbox.sent({ root: outbox.shown, bytes: BEAT.bytes, at: now });
    this.#connection.send(BEAT);
  }

  #hello(hello: HelloMessage): void {
    clearTimeout(this.#helloTimer);
    if (this.#viewer !== undefined || this.#isAsking) return this.#refuse('said hello twice');
    if (hello.version !== PROTOCOL_VERSION) return this.#mismatch(hello.version);
    const { live } = this.#parts;
    const resumed = hello.resume === undefined ? undefined : live.viewers.resume(hello.resume);
    // The browser has a newer connection by now; this hello was long on its way.
    if (resumed === 'outdated') return this.#end('replaced');
    if (resumed !== undefined && hello.resume !== undefined) return this.#resume(resumed, hello.resume.frames, hello);
    const claimed = live.claim(hello.token);
    if (claimed === undefined) this.#gone();
    else if (claimed instanceof Viewer) this.#begin(claimed, false, hello);
    else void this.#askAnew(claimed, hello);
  }

  /**
   * Somebody comes with a page that was claimed before, or is forgotten: after a restart, say. Whether it may still be
   * seen, and with which props, is asked at its address, as if the browser loaded it.
   */
  async #askAnew(before: PageSource, hello: HelloMessage): Promise<void> {
    const { live, destinations, log } = this.#parts;
    this.#isAsking = true;
    // Its time goes on: a guard may hang.
    this.#awaitHello();
    try {
      const source = await this.#sourceNow(before, destinations);
      if (this.#over) return;
      this.#isAsking = false;
      if (source === undefined) this.#gone();
      else this.#begin(live.mount(source), true, hello);
    } catch (error) {
      // It is as good as gone: the browser then asks its address, and sees what is wrong.
      log.error({ code: 'render-failed', err: error }, 'a claimed page could not be rendered');
      this.#isAsking = false;
      if (!this.#over) this.#gone();
    }
  }

  /** What is at a page's address now, if it is still a page like that. */
  async #sourceNow(before: PageSource, destinations: Destinations): Promise<PageSource | undefined> {
    const address = addressOf(before.route);
    // A page that was rendered outside of any request has none.
    if (address === '') return before;
    const found = await destinations.find(address, this.#connection.visitor, { isPrefetch: false });
    const isSame =
      found.kind === 'page' && found.source.type === before.type && found.source.document === before.document;
    return isSame ? found.source : undefined;
  }

  /** The browser is to fetch its page anew, and then to say hello again. */
  #gone(): void {
    // It did that, and got one that is not known here: it has to come back, perhaps to another server.
    if (this.#wasGone) return this.#end('hello-timeout');
    this.#wasGone = true;
    clearTimeout(this.#helloTimer);
    this.#connection.send(messageFrame({ gone: 1 }));
    this.#awaitHello();
  }

  #begin(viewer: Viewer, fresh: boolean, hello: HelloMessage): void {
    const { live } = this.#parts;
    clearTimeout(this.#helloTimer);
    const difference = differenceOf(viewer, fresh, hello);
    if (difference !== undefined) {
      viewer.outbox.restart(0, difference);
      viewer.head.forgetTitle(viewer);
    }
    this.#attach(viewer, difference === undefined ? 2 : 0, hello);
    // Effects see the page as it is now, not as it was served.
    live.flusher.settleNow(viewer);
    live.runEffects(viewer);
  }

  #resume(viewer: Viewer, frames: number, hello: HelloMessage): void {
    viewer.connection?.close('replaced');
    const { outbox } = viewer;
    if (!outbox.resumeAt(frames)) outbox.restart(frames, outbox.lossAt(frames));
    viewer.head.tellAgain(viewer, frames);
    this.#attach(viewer, 1, hello);
  }

  #attach(viewer: Viewer, resumed: 0 | 1 | 2, { pace }: HelloMessage): void {
    const { live, heartbeat, log } = this.#parts;
    this.#viewer = viewer;
    viewer.connect(this.#connection);
    viewer.visitor = this.#connection.visitor;
    this.#attachedAt = performance.now();
    viewer.pace = pace;
    viewer.notBefore = 0;
    this.#connection.send(messageFrame({ viewer: [viewer.id, viewer.secret, resumed] }));
    heartbeat.add(this);
    live.flusher.mark(viewer);
    const fields = { viewer: viewer.id, transport: this.#connection.transport, whole: viewer.outbox.lostBy };
    log.debug(fields, resumed === 1 ? 'viewer resumed' : 'viewer connected');
  }

  #heard(viewer: Viewer, message: Exclude<ClientMessage, HelloMessage>): void {
    // Another connection took the viewer over; this one's counts are of frames that it did not get.
    if (viewer.connection !== this.#connection) return;
    if (message.type === 'pace') {
      viewer.setPace(message.pace);
      return;
    }
    // An event names the frames that were applied, so it acknowledges them too.
    viewer.visitor = this.#connection.visitor;
    if (message.type === 'prefetch') {
      this.#parts.events.prefetch(viewer, message.url);
      return;
    }
    viewer.outbox.acknowledge(message.frames);
    this.#sendMore();
    if (message.type !== 'ack') this.#parts.events.accept(viewer, message);
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

/**
 * What makes a browser's page another one than its viewer's: it is another viewer's tree, or has nodes that the parser
 * or an extension moved. The whole tree sets it right.
 */
function differenceOf(
  viewer: Viewer,
  fresh: boolean,
  { resume, checksum: sum }: HelloMessage,
): MorphReason | undefined {
  if (fresh || resume !== undefined) return 'used-token';
  const { shown } = viewer.outbox;
  return shown === null || sum !== checksum(shown.nodes) ? 'checksum' : undefined;
}

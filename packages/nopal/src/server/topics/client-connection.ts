import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import type { Log } from '../../live/log.ts';
import { NopalError } from '../../protocol/error.ts';
import type { Visitor } from '../../protocol/connection.ts';
import type { ToldLimits, TopicLimits } from '../../protocol/topic-limits.ts';
import { Malformed } from '../../protocol/topic-checks.ts';
import {
  TOPIC_CLIENT_CLOSE_CODES,
  TOPIC_PROTOCOL_VERSION,
  type TopicClientCloseReason,
} from '../../protocol/topic-close.ts';
import { decodeTopicClientMessage, type TopicClientMessage } from '../../protocol/topic-messages.ts';
import type { Topics } from '../../push/topics.ts';
import { closeSocket } from '../../transport/endpoints.ts';
import type { TopicGate } from './access.ts';
import { ClientRequests } from './client-requests.ts';
import type { PresenceFeeds } from './presence-feeds.ts';
import { Intake } from './intake.ts';
import { Outlet } from './outlet.ts';
import { TokenBucket } from './token-bucket.ts';

/** What the connections of all topic clients share. */
export interface ConnectionParts {
  readonly topics: Topics;
  readonly gate: TopicGate;
  readonly feeds: PresenceFeeds;
  readonly limits: TopicLimits;
  readonly log: Log;
  /** Told of a connection that said who it is; gives the one that said so before, if that is still there. */
  readonly entered: (connection: ClientConnection, key: string) => ClientConnection | undefined;
  /** Told when a connection is over. */
  readonly closed: (connection: ClientConnection) => void;
}

/** How the message begins by which a client opens its window. */
const TAKEN = '["taken",';
/** How many of these may say nothing new before they count like everything else that a client says. */
const MOST_IDLE = 100;

/** What a client says when it closes a connection by its own wish; 1005 stands for no code. */
const GOODBYES: readonly number[] = [1000, 1001, 1005];

/** One connection of a topic client. */
export class ClientConnection {
  readonly #socket: WebSocket;
  readonly #visitor: Visitor;
  readonly #parts: ConnectionParts;
  readonly #outlet: Outlet;
  readonly #intake: Intake;
  readonly #rate: TokenBucket;
  /** Looks whether it is still there; before the hello, ends it. */
  #timer: NodeJS.Timeout;
  #slower: NodeJS.Timeout | undefined;
  #requests: ClientRequests | undefined;
  #isEntering = false;
  #isClosing = false;
  /** Whether something was heard since the last look, and what had been sent and waited by then. */
  #isHeard = true;
  #sent = 0;
  #waiting = 0;
  #isAsked = false;
  /** How many times it said to have taken what it had said before. */
  #idleTaken = 0;

  constructor(socket: WebSocket, stream: Duplex, visitor: Visitor, parts: ConnectionParts) {
    const { limits, log } = parts;
    this.#socket = socket;
    this.#visitor = visitor;
    this.#parts = parts;
    this.#outlet = new Outlet(socket, stream, limits.bufferedBytes);
    this.#rate = new TokenBucket(
      { perSecond: limits.messagesPerSecond, burst: limits.messagesBurst },
      performance.now(),
    );
    this.#intake = new Intake(
      socket,
      (text) => this.#mayTake(text),
      (text) => this.#take(text),
    );
    this.#timer = setTimeout(() => this.close('hello-timeout'), limits.helloMs).unref();
    socket.on('message', (data: RawData, isBinary: boolean) => this.#heard(data, isBinary));
    socket.on('ping', (data) => {
      this.#isHeard = true;
      if (this.#outlet.waiting === 0) socket.pong(data);
    });
    // What ws refuses (too large, malformed) ends in an error and then a close with the right code.
    socket.on('error', (error) => log.debug({ err: error }, 'error of the connection of a topic client'));
    socket.on('close', (code) => this.#over(!this.#isClosing && GOODBYES.includes(code)));
    stream.on('drain', () => {
      this.#requests?.drained();
      this.#intake.go();
    });
  }

  /** Closes it. */
  close(reason: TopicClientCloseReason): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    // Nothing is sent to it any more.
    this.#end(false);
    closeSocket(this.#socket, TOPIC_CLIENT_CLOSE_CODES[reason], reason);
  }

  /** The server shuts down: asks the client to come back within so many milliseconds, and closes. */
  leave(ms: number): void {
    this.#outlet.say(['again', ms]);
    this.close('going-away');
  }

  #heard(data: RawData, isBinary: boolean): void {
    // What comes after the server closed it counts no more.
    if (this.#isClosing) return;
    this.#isHeard = true;
    if (isBinary) this.#refuse('is binary');
    else this.#intake.push((data as Buffer).toString('utf8'));
  }

  #mayTake(text: string): boolean {
    if (this.#isClosing || this.#isEntering || this.#outlet.isClogged || this.#requests?.isBusy === true) return false;
    // What the client took was sent to it before, which bounds how often it says so; if that is what it says.
    if (text.startsWith(TAKEN) && this.#idleTaken < MOST_IDLE) return true;
    const waitMs = this.#rate.take(performance.now());
    if (waitMs === 0) return true;
    this.#slower ??= setTimeout(() => {
      this.#slower = undefined;
      this.#intake.go();
    }, waitMs).unref();
    return false;
  }

  #take(text: string): void {
    let message: TopicClientMessage;
    try {
      message = decodeTopicClientMessage(text, this.#parts.limits);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      this.#refuse(error.message);
      return;
    }
    if (message.type === 'hello') {
      if (this.#requests === undefined) void this.#enter(message.version, message.session);
      else this.#refuse('is a second hello');
    } else if (this.#requests === undefined) this.#refuse('comes before the hello');
    else if (message.type === 'taken') this.#idleTaken += this.#requests.taken(message.topic, message.total) ? 0 : 1;
    else this.#requests.take(message);
  }

  async #enter(version: number, session: string): Promise<void> {
    if (version !== TOPIC_PROTOCOL_VERSION) return this.close('version-mismatch');
    const { topics, gate, feeds, limits, log, entered } = this.#parts;
    this.#isEntering = true;
    try {
      // A guest who comes back is the same one; and nobody else, since only this client knows its session.
      const guestId = `guest-${createHash('sha256').update(session).digest('base64url').slice(0, 12)}`;
      const who = await gate.enter(this.#visitor, undefined, { guestId });
      if (this.#isClosing) return;
      const answered = (): void => this.#intake.go();
      this.#requests = new ClientRequests({ topics, gate, limits, who, log, outlet: this.#outlet, answered }, feeds);
      entered(this, JSON.stringify([who.user.id, session]))?.close('replaced');
      clearTimeout(this.#timer);
      this.#timer = setInterval(() => this.#look(), limits.beatMs).unref();
      this.#outlet.say(['welcome', who.user.id, toldOf(limits)]);
    } catch {
      // The gate reported why.
      this.close('identify-failed');
    } finally {
      this.#isEntering = false;
      this.#intake.go();
    }
  }

  /** Whether the client is still there, and has all that it was sent. */
  #look(): void {
    const { waiting, sent, isClogged } = this.#outlet;
    const isMoving = this.#isHeard || (waiting > 0 && waiting !== this.#waiting);
    // While it is not read from because of the server, its silence means nothing.
    const isHeldUp = this.#intake.isPaused && !isClogged;
    if (isMoving || isHeldUp) this.#isAsked = false;
    else if (this.#isAsked) return this.close('stalled');
    const wasTold = sent !== this.#sent;
    this.#requests?.check();
    // Both ends want to hear something: the client, who else takes the server for dead, and the server.
    if (!isMoving || !wasTold) {
      if (!isClogged) this.#outlet.say(['beat']);
      this.#isAsked = !isMoving && !isHeldUp;
    }
    this.#isHeard = false;
    this.#waiting = waiting;
    this.#sent = this.#outlet.sent;
  }

  #refuse(what: string): void {
    const problem = new NopalError(
      'bad-message',
      `A message of a topic client ${what}.`,
      'Use nopal/client of this version, or see docs/topic-protocol.md.',
    );
    this.#parts.log.warn({ code: problem.code }, problem.message);
    this.close('bad-message');
  }

  #over(isClean: boolean): void {
    this.#isClosing = true;
    this.#end(isClean);
    this.#parts.closed(this);
  }

  #end(isClean: boolean): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#slower);
    this.#intake.clear();
    this.#requests?.close(isClean);
  }
}

function toldOf({ maxMessageBytes, windowMessages, windowBytes, beatMs }: TopicLimits): ToldLimits {
  return { maxMessageBytes, windowMessages, windowBytes, beatMs };
}

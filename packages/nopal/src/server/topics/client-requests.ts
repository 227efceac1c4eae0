import type { Log } from '../../live/log.ts';
import type { TopicServerWords } from '../../protocol/topic-answers.ts';
import type { TopicClientMessage } from '../../protocol/topic-messages.ts';
import { TopicError } from '../../push/error.ts';
import { ClientPresence } from './client-presence.ts';
import { ClientSubscriptions, type ClientParts } from './client-subscriptions.ts';
import { readHistory } from './history-answer.ts';
import type { PresenceFeeds } from './presence-feeds.ts';

/** What a connection's requests need. */
export interface RequestParts extends ClientParts {
  readonly log: Log;
  /** Told when a request was answered. */
  readonly answered: () => void;
}

/** Does what one client asks for, once it is known who it is. */
export class ClientRequests {
  readonly #parts: RequestParts;
  readonly #subscriptions: ClientSubscriptions;
  readonly #presence: ClientPresence;
  #waiting = 0;
  #isClosed = false;

  constructor(parts: RequestParts, feeds: PresenceFeeds) {
    this.#parts = parts;
    this.#subscriptions = new ClientSubscriptions(parts);
    this.#presence = new ClientPresence(parts, feeds);
  }

  /** Whether so many requests wait for their answers that no more should be taken. */
  get isBusy(): boolean {
    return this.#waiting >= this.#parts.limits.maxRequests;
  }

  /** Takes a message. */
  take(message: Exclude<TopicClientMessage, { type: 'hello' | 'taken' }>): void {
    switch (message.type) {
      case 'subscribe': {
        const { number, topic, from } = message;
        // The subscription says itself when it has begun.
        return this.#answer(number, async () => this.#subscriptions.subscribe(number, topic, from).then(nothing));
      }
      case 'publish':
        return this.#answer(message.number, () => this.#publish(message));
      case 'history':
        return this.#answer(message.number, () => readHistory(message, this.#parts));
      case 'join':
        return this.#do(message.number, () => this.#presence.join(message.topic, message.data));
      case 'update':
        return this.#do(message.number, () => this.#presence.update(message.topic, message.data));
      case 'watch':
        return this.#do(message.number, () => this.#presence.watch(message.topic));
      case 'unsubscribe':
        return this.#subscriptions.unsubscribe(message.topic);
      case 'leave':
        return this.#presence.leave(message.topic);
      case 'unwatch':
        return this.#presence.unwatch(message.topic);
      case 'beat':
    }
  }

  /** The client took so many messages since the subscription began. Returns whether that is more than was known. */
  taken(topic: string, total: number): boolean {
    return this.#subscriptions.taken(topic, total);
  }

  /** The network takes more. */
  drained(): void {
    this.#subscriptions.drained();
    this.#presence.drained();
  }

  /** Lets the client compare where it is with where it has to be. */
  check(): void {
    this.#subscriptions.check();
  }

  /**
   * The connection is over.
   *
   * @param isClean whether the client said goodbye
   */
  close(isClean: boolean): void {
    this.#isClosed = true;
    this.#subscriptions.close();
    this.#presence.close(isClean);
  }

  async #publish({
    number,
    topic,
    message,
    id,
  }: Extract<TopicClientMessage, { type: 'publish' }>): Promise<TopicServerWords> {
    const { gate, who } = this.#parts;
    const { epoch, offset, at, isDuplicate } = await gate.publish(topic, message, who, { id });
    return ['published', number, epoch, offset, at, isDuplicate ? 1 : 0];
  }

  #do(number: number, run: () => void | Promise<void>): void {
    this.#answer(number, async () => {
      await run();
      return ['done', number];
    });
  }

  #answer(number: number, run: () => Promise<TopicServerWords | undefined>): void {
    this.#waiting++;
    void this.#answerOf(number, run).then((words) => this.#answered(words));
  }

  async #answerOf(
    number: number,
    run: () => Promise<TopicServerWords | undefined>,
  ): Promise<TopicServerWords | undefined> {
    try {
      return await run();
    } catch (error) {
      const { code, message } = this.#toldOf(error);
      return ['refused', number, code, message];
    }
  }

  #answered(words: TopicServerWords | undefined): void {
    this.#waiting--;
    if (this.#isClosed) return;
    if (words !== undefined) this.#parts.outlet.say(words);
    this.#parts.answered();
  }

  /** What a client is told of an error: nothing that was not meant for it. */
  #toldOf(error: unknown): TopicError {
    if (error instanceof TopicError) return error;
    const problem = new TopicError('topic-failed', 'Something broke at the server.', 'See its log for the cause.', {
      cause: error,
    });
    this.#parts.log.error({ code: problem.code, err: problem }, problem.message);
    return problem;
  }
}

function nothing(): undefined {
  return undefined;
}

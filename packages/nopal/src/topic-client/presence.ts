import type { TopicPresence } from '../protocol/topic-answers.ts';
import type { TopicClientWords } from '../protocol/topic-messages.ts';
import type { TopicClientError } from './error.ts';
import { write, type Requests } from './requests.ts';
import type { PresenceState } from './types.ts';

/** What presence needs of its client. */
export interface PresenceParts {
  readonly topic: string;
  readonly requests: Requests;
  readonly send: (words: TopicClientWords) => void;
  /** Told of what nobody waits for: the server refused something. */
  readonly report: (error: TopicClientError) => void;
  /** Told when it is over. */
  readonly over: () => void;
}

/** Being present in a topic. */
export interface Membership {
  /** Resolves once the others can see it; rejects when the server refuses. */
  readonly joined: Promise<void>;
  /** Puts other data in the place of what the client said of its user. Of what could not be said yet, the newest counts. */
  update(data: unknown): void;
  /** Ends it. Doing so again does nothing. */
  leave(): void;
}

/** Being present, over one connection after another. */
export class ClientMembership implements Membership {
  readonly joined: Promise<void>;
  readonly #parts: PresenceParts;
  #data: unknown;
  #isConnected = false;
  #isOver = false;
  #resolve: () => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  constructor(parts: PresenceParts, data: unknown) {
    this.#parts = parts;
    this.#data = data;
    this.joined = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // It is reported.
    this.joined.catch(() => undefined);
  }

  /** @inheritdoc */
  update(data: unknown): void {
    this.#data = data;
    if (!this.#isConnected || this.#isOver) return;
    const { requests, topic, report } = this.#parts;
    requests.ask({
      text: (number) => write(['update', number, topic, data]),
      answered: () => undefined,
      refused: report,
      isKept: false,
    });
  }

  /** @inheritdoc */
  leave(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const { send, topic, over } = this.#parts;
    send(['leave', topic]);
    over();
    this.#resolve();
  }

  /** There is a connection. */
  connected(): void {
    this.#isConnected = true;
    const { requests, topic, report } = this.#parts;
    const data = this.#data;
    requests.ask({
      text: (number) => write(['join', number, topic, data]),
      answered: () => this.#resolve(),
      refused: (error) => {
        if (!this.#isOver) report(error);
        this.close(error);
      },
      isKept: false,
    });
  }

  /** There is none any more. */
  lost(): void {
    this.#isConnected = false;
  }

  /** It is over, not by the application's wish. */
  close(error: TopicClientError): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#parts.over();
    this.#reject(error);
  }
}

/** Being told who is in a topic, over one connection after another. */
export class PresenceWatch {
  readonly #parts: PresenceParts;
  readonly #listeners = new Set<{ readonly tell: (state: PresenceState) => void }>();
  #state: PresenceState | undefined;

  constructor(parts: PresenceParts) {
    this.#parts = parts;
  }

  /** Tells somebody more, at once if it is known already; returns what stops it. */
  add(tell: (state: PresenceState) => void): () => void {
    const listener = { tell };
    this.#listeners.add(listener);
    if (this.#state !== undefined) tell({ ...this.#state, changes: [] });
    return () => {
      if (!this.#listeners.delete(listener) || this.#listeners.size > 0) return;
      this.#parts.send(['unwatch', this.#parts.topic]);
      this.#parts.over();
    };
  }

  /** There is a connection. */
  connected(): void {
    const { requests, topic, report, over } = this.#parts;
    requests.ask({
      text: (number) => write(['watch', number, topic]),
      answered: () => undefined,
      refused: (error) => {
        over();
        report(error);
      },
      isKept: false,
    });
  }

  /** The server told. */
  told({ users = this.#state?.users ?? [], ...presence }: TopicPresence): void {
    this.#state = { ...presence, users };
    for (const { tell } of this.#listeners) tell(this.#state);
  }
}

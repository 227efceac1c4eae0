import { randomBytes } from 'node:crypto';
import type { Visitor } from '../../protocol/connection.ts';
import { TopicError, type TopicErrorCode } from '../../push/error.ts';
import type { Guard, TopicClient, TopicDefinition, TopicUser } from '../../push/topic.ts';
import type { Published, Topics } from '../../push/topics.ts';
import { TokenBucket } from './token-bucket.ts';

/** Who is at the other end of one connection. */
export interface Participant {
  readonly user: TopicUser;
  /** Whether nobody knows who it is. */
  readonly isGuest: boolean;
  readonly visitor: Visitor;
}

/** What a client may ask to be allowed. */
export type TopicRight = 'subscribe' | 'publish' | 'presence';

/** Says who a visitor is; `undefined` for a guest. */
export type Identify = (visitor: Visitor) => TopicUser | undefined | Promise<TopicUser | undefined>;

/** Who comes in otherwise than by the app's `identify`. */
export interface EnterOptions {
  /** The id of whom `identify` does not know; a random one when left out. */
  readonly guestId?: string;
}

const REFUSED: Record<TopicRight, { code: TopicErrorCode; what: string }> = {
  subscribe: { code: 'subscribe-refused', what: 'subscribe to' },
  publish: { code: 'publish-refused', what: 'publish to' },
  presence: { code: 'presence-refused', what: 'be seen in, or see who is in,' },
};

/** The one door by which clients from outside get at topics. */
export class TopicGate {
  readonly #topics: Topics;
  readonly #identify: Identify | undefined;
  readonly #report: (error: TopicError) => void;
  /** How much each may publish now, by what was declared: their number is the app's, not the client's. */
  readonly #allowances = new WeakMap<Participant, Map<TopicDefinition, TokenBucket>>();
  /** The newest admission of each: messages are stored in the order in which they came, however long guards take. */
  readonly #admissions = new WeakMap<Participant, Promise<unknown>>();

  /**
   * @param identify the app's; without it everybody is a guest
   * @param report told what the app's own functions (guards, `identify`, `fromClient`) threw; clients are not told that
   */
  constructor(topics: Topics, identify: Identify | undefined, report: (error: TopicError) => void) {
    this.#topics = topics;
    this.#identify = identify;
    this.#report = report;
  }

  /**
   * Says who connected.
   *
   * @param user says who it is, where the endpoint does; the app's `identify` is not asked then
   * @throws TopicError `identify-failed`: what was asked threw, or gave something that is no user
   */
  async enter(
    visitor: Visitor,
    user?: (visitor: Visitor) => TopicUser,
    options: EnterOptions = {},
  ): Promise<Participant> {
    const known =
      user === undefined
        ? await this.#ask('identify', this.#identify, visitor)
        : await this.#ask('user', user, visitor);
    if (known !== undefined) return { user: known, isGuest: false, visitor };
    const id = options.guestId ?? `guest-${randomBytes(9).toString('base64url')}`;
    return { user: { id }, isGuest: true, visitor };
  }

  /**
   * Resolves if somebody may.
   *
   * @throws TopicError `unknown-topic`, `subscribe-refused`, `publish-refused`, `presence-refused`
   */
  async check(right: TopicRight, topic: string, who: Participant): Promise<void> {
    const guard = this.#definition(topic).access[right];
    if (!(await this.#allows(guard, right, topic, who))) throw refusal(right, topic);
  }

  /**
   * Publishes what a client sent, if it may. Messages of one participant are stored in the order of the calls.
   *
   * @param options `id`: the client's own name of the message; what others call theirs does not matter
   * @throws TopicError `unknown-topic`, `publish-refused`, `publish-too-fast`, and what `publish` of topics throws:
   * `message-refused`, `message-too-long`, `message-not-json`, `topic-store-failed`, `topics-closed`
   */
  async publish(
    topic: string,
    message: unknown,
    who: Participant,
    options: { readonly id?: string | undefined } = {},
  ): Promise<Published> {
    const before = this.#admissions.get(who);
    const admitted = this.#admit(before, topic, message, who);
    // Who comes next waits for this one's turn to be over, not for it to have gone well.
    this.#admissions.set(
      who,
      admitted.catch(() => undefined),
    );
    const { publish } = await admitted;
    return publish(options.id);
  }

  /** Whether the message may be stored; gives what stores it. */
  async #admit(
    before: Promise<unknown> | undefined,
    topic: string,
    message: unknown,
    who: Participant,
  ): Promise<{ publish: (id: string | undefined) => Promise<Published> }> {
    await before;
    await this.check('publish', topic, who);
    const definition = this.#definition(topic);
    this.#count(topic, definition, who);
    const made = await this.#fromClient(topic, definition, message, who);
    return {
      publish: (id) =>
        this.#topics.publish(topic, made, id === undefined ? {} : { id: JSON.stringify([who.user.id, id]) }),
    };
  }

  #definition(topic: string): TopicDefinition {
    const definition = this.#topics.definition(topic);
    if (definition !== undefined) return definition;
    throw new TopicError(
      'unknown-topic',
      `There is no topic ${JSON.stringify(topic)} for clients.`,
      'Declare it with createTopic or createTopicGroup, and make it known: topics.add(lobby).',
    );
  }

  /** @throws TopicError `publish-too-fast` */
  #count(topic: string, definition: TopicDefinition, who: Participant): void {
    const allowances = this.#allowances.get(who) ?? new Map<TopicDefinition, TokenBucket>();
    this.#allowances.set(who, allowances);
    const bucket = allowances.get(definition) ?? new TokenBucket(definition.rate, performance.now());
    allowances.set(definition, bucket);
    const waitMs = bucket.take(performance.now());
    if (waitMs === 0) return;
    const { perSecond, burst } = definition.rate;
    throw new TopicError(
      'publish-too-fast',
      `Clients may publish ${perSecond} messages a second to ${topic}, and ${burst} at once.`,
      `Try again in ${Math.ceil(waitMs)} ms.`,
    );
  }

  async #allows(guard: Guard, right: TopicRight, topic: string, who: Participant): Promise<boolean> {
    if (typeof guard === 'boolean') return guard;
    try {
      // What is nearly true is no permission.
      const answer: unknown = await guard(clientOf(topic, who));
      return answer === true;
    } catch (cause) {
      const { code } = REFUSED[right];
      const what = `The guard access.${right} of ${topic} threw, so ${who.user.id} was refused.`;
      this.#report(new TopicError(code, what, 'Let it return false to refuse; fix the cause below.', { cause }));
      return false;
    }
  }

  async #fromClient(topic: string, { access }: TopicDefinition, message: unknown, who: Participant): Promise<unknown> {
    if (access.fromClient === undefined) return message;
    try {
      return await access.fromClient(message, clientOf(topic, who));
    } catch (cause) {
      // One that the app means for the client.
      if (cause instanceof TopicError) throw cause;
      const what = `access.fromClient of ${topic} threw over a message of ${who.user.id}, so it was refused.`;
      const fix = "To refuse one, throw new TopicError('message-refused', …); otherwise fix the cause below.";
      this.#report(new TopicError('message-refused', what, fix, { cause }));
      throw new TopicError('message-refused', `The server could not take the message for ${topic}.`, 'See its log.');
    }
  }

  async #ask(
    option: 'identify' | 'user',
    identify: Identify | undefined,
    visitor: Visitor,
  ): Promise<TopicUser | undefined> {
    try {
      const user = await identify?.(visitor);
      return user === undefined ? undefined : checkUser(user);
    } catch (cause) {
      const what = `${option} did not say who a visitor is, so the visitor was not let in.`;
      const fix = 'Let it return { id: 1 to 200 characters, data?: JSON }, or undefined for a guest.';
      this.#report(new TopicError('identify-failed', what, fix, { cause }));
      throw new TopicError('identify-failed', 'The server could not say who you are.', 'See its log.');
    }
  }
}

const MAX_USER_ID = 200;

function checkUser(user: TopicUser): TopicUser {
  const { id, data } = user;
  if (typeof id !== 'string' || id === '' || id.length > MAX_USER_ID) {
    throw new TypeError(`The id of a user has 1 to ${MAX_USER_ID} characters; this one is of type ${typeof id}.`);
  }
  // It is told to others as JSON, again and again; what is no JSON throws here.
  return data === undefined ? { id } : { id, data: JSON.parse(JSON.stringify(data)) as unknown };
}

function refusal(right: TopicRight, topic: string): TopicError {
  const { code, what } = REFUSED[right];
  const fix = `Ask the app for the right: the guard access.${right} of the topic says who has it.`;
  return new TopicError(code, `You may not ${what} ${topic}.`, fix);
}

function clientOf(topic: string, { user, visitor }: Participant): TopicClient {
  const { headers, socket } = visitor;
  return { topic, user, headers, remoteAddress: socket.remoteAddress, remotePort: socket.remotePort };
}

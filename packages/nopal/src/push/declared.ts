import { TopicError } from './error.ts';
import {
  checkTopicName,
  declarations,
  UNDECLARED,
  type AnyTopic,
  type AnyTopicGroup,
  type TopicDefinition,
} from './topic.ts';

/** A topic's name with what holds for it. */
export interface Resolved {
  readonly name: string;
  readonly definition: TopicDefinition;
}

/**
 * The topics and groups that an app knows. Besides there are those that were declared anywhere in the process: they say
 * what holds for a name that code on the server uses, and keep a wider group of the app from speaking for them.
 */
export class Declared {
  readonly #topics = new Map<string, TopicDefinition>();
  /** By prefix. */
  readonly #groups = new Map<string, TopicDefinition>();

  readonly #added: () => void;

  /** @param added told when something is known that was not */
  constructor(added: () => void) {
    this.#added = added;
  }

  /** @throws TopicError `duplicate-topic` when another declaration has that name */
  add(declared: AnyTopic | AnyTopicGroup): void {
    if (declared.prefix !== undefined) this.#add(this.#groups, declared.prefix, declared.definition);
    else if ('name' in declared) this.#add(this.#topics, declared.name, declared.definition);
  }

  /**
   * What the app's declarations say of a name: the topic's own, or that of the group with the longest prefix.
   * `undefined` when there is none, or when one that the app does not know is closer.
   */
  find(name: string): TopicDefinition | undefined {
    const { definition, isKnown } = this.#closest(name);
    return isKnown ? definition : undefined;
  }

  /**
   * A topic with what holds for it. One that is given as itself is known from then on.
   *
   * @throws TopicError `topic-name`, `duplicate-topic`
   */
  resolve(topic: AnyTopic | string): Resolved {
    if (typeof topic === 'string') {
      return { name: checkTopicName(topic), definition: this.#closest(topic).definition ?? UNDECLARED };
    }
    if (this.find(topic.name) !== topic.definition) {
      this.add(topic);
      if (this.find(topic.name) !== topic.definition) throw duplicate(topic.name);
    }
    return topic;
  }

  /** The closest declaration of a name, and whether the app knows it. */
  #closest(name: string): { readonly definition: TopicDefinition | undefined; readonly isKnown: boolean } {
    const own = this.#topics.get(name);
    if (own !== undefined) return { definition: own, isKnown: true };
    const elsewhere = declarations.topics.get(name);
    if (elsewhere !== undefined) return { definition: elsewhere, isKnown: false };
    const [known, any] = [longest(this.#groups, name), longest(declarations.groups, name)];
    const isKnown = any.length <= known.length;
    return { definition: isKnown ? this.#groups.get(known) : declarations.groups.get(any), isKnown };
  }

  #add(into: Map<string, TopicDefinition>, name: string, definition: TopicDefinition): void {
    const known = into.get(name);
    if (known === definition) return;
    if (known !== undefined) throw duplicate(name);
    into.set(name, definition);
    this.#added();
  }
}

/** The longest of the prefixes that a name begins with, and goes on after; empty when there is none. */
function longest(groups: ReadonlyMap<string, TopicDefinition>, name: string): string {
  let found = '';
  for (const prefix of groups.keys()) {
    if (prefix.length > found.length && name.length > prefix.length && name.startsWith(prefix)) found = prefix;
  }
  return found;
}

function duplicate(name: string): TopicError {
  return new TopicError(
    'duplicate-topic',
    `${name} is declared twice, by itself or as one of a group, so that it would depend on the order of calls what holds for it.`,
    'Declare it once, at the top of a module, and import it from there.',
  );
}

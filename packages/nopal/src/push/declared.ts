import { TopicError } from './error.ts';
import { checkTopicName, UNDECLARED, type AnyTopic, type AnyTopicGroup, type TopicDefinition } from './topic.ts';

/** A topic's name with what holds for it. */
export interface Resolved {
  readonly name: string;
  readonly definition: TopicDefinition;
}

/** The topics and groups that were declared, by name. */
export class Declared {
  readonly #topics = new Map<string, TopicDefinition>();
  /** By prefix. */
  readonly #groups = new Map<string, TopicDefinition>();

  /** @throws TopicError `duplicate-topic` when another declaration has that name */
  add(declared: AnyTopic | AnyTopicGroup): void {
    if ('name' in declared && declared.prefix === undefined)
      this.#add(this.#topics, declared.name, declared.definition);
    else if (declared.prefix !== undefined) this.#add(this.#groups, declared.prefix, declared.definition);
  }

  /** What was declared of a name: of itself, or of the group with the longest prefix. */
  find(name: string): TopicDefinition | undefined {
    const own = this.#topics.get(name);
    if (own !== undefined) return own;
    let longest = '';
    for (const prefix of this.#groups.keys()) {
      if (prefix.length > longest.length && name.length > prefix.length && name.startsWith(prefix)) longest = prefix;
    }
    return this.#groups.get(longest);
  }

  /**
   * A topic with what holds for it. One that is given as itself is declared by that.
   *
   * @throws TopicError `topic-name`, `duplicate-topic`
   */
  resolve(topic: AnyTopic | string): Resolved {
    if (typeof topic === 'string') {
      return { name: checkTopicName(topic), definition: this.find(topic) ?? UNDECLARED };
    }
    if (this.find(topic.name) !== topic.definition) this.add(topic);
    return topic;
  }

  #add(into: Map<string, TopicDefinition>, name: string, definition: TopicDefinition): void {
    const known = into.get(name);
    if (known !== undefined && known !== definition) {
      throw new TopicError(
        'duplicate-topic',
        `${name} is declared twice, so it would depend on the order of calls what holds for it.`,
        'Declare it once, at the top of a module, and import it from there.',
      );
    }
    into.set(name, definition);
  }
}

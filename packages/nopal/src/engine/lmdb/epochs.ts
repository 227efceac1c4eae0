import { createHash } from 'node:crypto';
import type { Tables } from './tables.ts';

/** Topics share this many counters of logs that were forgotten; so a reader who asks for any name takes no space. */
const GENERATIONS = 65_536;

/** Names logs, so that offsets that begin anew are not taken for the old ones. Made once this process owns the store. */
export class Epochs {
  readonly #facts: Tables['facts'];
  readonly #id: string;

  constructor({ facts }: Tables) {
    this.#facts = facts;
    this.#id = String(facts.get('id'));
  }

  /**
   * The epoch that a log of this name gets when it begins. It is made of what is stored, so that whoever asks before the
   * first message is told the one that the first message gets, also after a restart; and it is another one when a log
   * of this name was forgotten.
   */
  next(topic: string): string {
    const generation = this.#facts.get(generationOf(topic)) ?? 0;
    return createHash('sha256').update(`${this.#id} ${generation} ${topic}`).digest('base64url').slice(0, 16);
  }

  /** Lets the next log of this name have another epoch. Only within a transaction. */
  forget(topic: string): void {
    const key = generationOf(topic);
    this.#facts.putSync(key, Number(this.#facts.get(key) ?? 0) + 1);
  }
}

function generationOf(topic: string): string {
  const digest = createHash('sha256').update(topic).digest();
  return `generation ${digest.readUInt32BE(0) % GENERATIONS}`;
}

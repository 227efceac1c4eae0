import type { Comment } from 'oxc-parser';

/** The text between syntax nodes, where only punctuation, white space and comments are. */
export class SourceText {
  readonly #source: string;
  readonly #commentEnds: ReadonlyMap<number, number>;

  constructor(source: string, comments: readonly Comment[]) {
    this.#source = source;
    this.#commentEnds = new Map(comments.map(({ start, end }) => [start, end]));
  }

  /**
   * Looks for a character outside comments.
   *
   * @param character one UTF-16 unit
   * @param from first offset looked at
   * @param to first offset no longer looked at
   * @returns its offset, or -1
   */
  find(character: string, from: number, to: number): number {
    for (let at = from; at < to; at = this.#commentEnds.get(at) ?? at + 1) {
      if (this.#source[at] === character && !this.#commentEnds.has(at)) return at;
    }
    return -1;
  }

  /** Whether what is appended to the text would fall into a `//` comment. */
  get endsInLineComment(): boolean {
    for (const [start, end] of this.#commentEnds) {
      if (end === this.#source.length && this.#source.startsWith('//', start)) return true;
    }
    return false;
  }
}

/**
 * The instructions of a `map()`, which tell how often they are done: once for each element, and only capnweb sees how
 * many there are. It takes a slice of them for each, so that is counted; a test notices if it does not any more.
 */
export class CountedInstructions extends Array<unknown> {
  #done: () => void = () => undefined;

  /** What is made of it is an ordinary array, which tells nothing. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  /** @param done told each time; if it throws, that is what the element becomes */
  static counting(instructions: readonly unknown[], done: () => void): CountedInstructions {
    const counted = new CountedInstructions();
    for (const instruction of instructions) counted.push(instruction);
    counted.#done = done;
    return counted;
  }

  override slice(start?: number, end?: number): unknown[] {
    this.#done();
    return super.slice(start, end);
  }
}

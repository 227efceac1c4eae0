import { NopalError } from '../../index.ts';
import { badMessage } from './bad-message.ts';
import { contentsOf, type Brought, type Contents, type MapCall } from './message.ts';

/** What a call has in it. */
export interface CallContents extends Brought {
  /** Calls and reads of properties, those in its arguments included, and those of `map()` for one element. */
  readonly calls: number;
  /** Of these, what may take long. */
  readonly acts: number;
  /** How many results it takes copies of. */
  readonly copies: number;
  /** Numbers of results that it uses in any way. */
  readonly uses: readonly number[];
  readonly maps: readonly CountedMap[];
}

/** A use of `map()`, with what it does for each element. */
export interface CountedMap extends MapCall {
  readonly calls: number;
  readonly acts: number;
  /** Why it is not done, if so. */
  readonly refusal: NopalError | undefined;
}

/** What is known of a result that the client may still use. */
interface Result {
  /** How many results it may hold copies of, itself included. */
  readonly weight: number;
  /** Whether it may hold a promise of the client. */
  readonly mayWait: boolean;
}

/** A result that is made of so many others counts as long as it is kept; lighter ones are as large as any. */
const HEAVY = 8;
const MAX_HEAVY = 10;
/** What an answer of the client, or what it writes to a stream, may hold copies of. */
const MAX_IN_PASSING = 16;
const UNKNOWN: Result = { weight: 1, mayWait: false };

/**
 * What the client's results are made of. A result may be used in the next call, twice, and so on: a few short messages
 * would make one of gigabytes. And a promise of the client that is kept by a result which waits for that promise would
 * send capnweb round in a circle, for ever.
 */
export class Results {
  readonly #max: number;
  readonly #results = new Map<number, Result>();
  /** How many others all heavy results that are kept were made of. */
  #heavy = 0;

  /** @param max how many results one call may take, counted with those that they took themselves */
  constructor(max: number) {
    this.#max = max;
  }

  /**
   * Takes note of a call.
   *
   * @param id the number of its result
   * @throws NopalError `rpc-too-many-calls`, `rpc-bad-message`
   */
  add(id: number, expression: unknown): CallContents {
    const contents = contentsOf([expression]);
    const maps = contents.maps.map((map) => ({ map, inside: contentsOf(map.instructions) }));
    const parts = [contents, ...maps.map(({ inside }) => inside)];
    if (parts.some(({ unfit }) => unfit > 0)) throw unfitRefused();
    const mayWait =
      parts.some(({ promises }) => promises.length > 0) || contents.uses.some((used) => this.#of(used).mayWait);
    let weight = 1;
    for (const copied of contents.copies) weight += this.#of(copied).weight;
    for (const map of contents.maps) weight += this.#weightOf(map);
    if (weight > this.#max) {
      throw new NopalError(
        'rpc-too-many-calls',
        `A call takes more than ${this.#max} results, counted with those that they took themselves (maxCopies).`,
        'Await a result, and send what is needed of it.',
      );
    }
    if (weight > UNKNOWN.weight || mayWait) this.#results.set(id, { weight, mayWait });
    if (weight >= HEAVY) this.#heavy += weight;
    if (this.#heavy > MAX_HEAVY * this.#max) {
      throw new NopalError(
        'rpc-too-many-calls',
        `Results that are kept for this client were made of more than ${MAX_HEAVY * this.#max} others (maxCopies).`,
        'Dispose of results that are not needed any more.',
      );
    }
    return {
      calls: parts.reduce((sum, { calls }) => sum + calls, 0),
      acts: parts.reduce((sum, { acts }) => sum + acts, 0),
      copies: contents.copies.length + contents.maps.length,
      uses: contents.uses,
      exports: parts.flatMap(({ exports }) => exports),
      promises: parts.flatMap(({ promises }) => promises),
      maps: maps.map(({ map, inside }) => ({
        ...map,
        calls: inside.calls,
        acts: inside.acts,
        refusal: refusalOf(map, inside),
      })),
    };
  }

  /** A result that the client does not use any more. */
  delete(id: number): void {
    const { weight } = this.#of(id);
    if (weight >= HEAVY) this.#heavy -= weight;
    this.#results.delete(id);
  }

  /**
   * Looks at what the client answers with, to a call or by a promise that it keeps.
   *
   * @throws NopalError `rpc-bad-message` for what no answer has: calls, and what waits for a promise of the client
   */
  checkAnswer(value: unknown): Contents {
    const contents = contentsOf([value]);
    if (contents.unfit > 0) throw unfitRefused();
    if (contents.acts > 0) throw badMessage('An answer makes a call.');
    checkInPassing(contents.copies.length);
    if (contents.uses.some((id) => this.#of(id).mayWait)) {
      throw badMessage('An answer is made of a result that waits for a promise of the client itself.');
    }
    return contents;
  }

  #of(id: number): Result {
    return this.#results.get(id) ?? UNKNOWN;
  }

  #weightOf({ target, instructions }: MapCall): number {
    // By the numbers that instructions have: 0 is the element, and what each of them gives is the next.
    const weights = [1];
    for (const instruction of instructions) {
      const own = contentsOf([instruction]).copies.reduce((sum, id) => sum + (weights[id] ?? 1), 1);
      weights.push(Math.min(own, this.#max + 1));
    }
    return this.#of(target).weight * (weights.at(-1) ?? 1);
  }
}

/** @throws NopalError `rpc-bad-message` when what is only passed on takes copies of many results */
export function checkInPassing(copies: number): void {
  if (copies > MAX_IN_PASSING) throw badMessage(`An answer, or what is written to a stream, takes ${copies} results.`);
}

/** Whether a map() has the result of a call at hand, and not an object to be called. */
function isResult(captured: unknown): boolean {
  return Array.isArray(captured) && captured[0] === 'import' && typeof captured[1] === 'number' && captured[1] > 0;
}

/** Why a map() is not done: what it does would be multiplied by the elements, and again by more than its own. */
function refusalOf({ captures }: MapCall, { maps, copies }: Contents): NopalError | undefined {
  if (maps.length > 0) return refused('does a map() for each element');
  if (copies.some((id) => isResult(captures[-id - 1])))
    return refused('takes a copy of another result for each element');
  return undefined;
}

function refused(what: string): NopalError {
  return new NopalError(
    'rpc-bad-message',
    `A map() ${what}, which multiplies what one message does.`,
    'Await the list, and go through it in the client.',
  );
}

function unfitRefused(): NopalError {
  return badMessage('A blob came, which would be kept as a whole (pass its stream()), or a request with a signal.');
}

import { BridgeError } from './error.ts';
import type { Backoff } from './wait.ts';

/** Reads the options of a bridge; whatever is wrong is said at once, by name. */
export class Options {
  readonly #bridge: string;
  readonly #given: Readonly<Record<string, unknown>>;

  /**
   * @param bridge the function that was called
   * @param given what it was called with
   * @param known the names of all options
   * @throws BridgeError `bridge-options`, as all methods do
   */
  constructor(bridge: string, given: unknown, known: readonly string[]) {
    this.#bridge = bridge;
    if (typeof given !== 'object' || given === null) {
      throw this.#wrong(`was called with ${shown(given)}`, `Call it with an object that has ${known.join(', ')}.`);
    }
    this.#given = given as Readonly<Record<string, unknown>>;
    const unknown = Object.keys(given).find((name) => !known.includes(name));
    if (unknown !== undefined) throw this.#wrong(`has no option ${unknown}`, `Its options are ${known.join(', ')}.`);
  }

  /** A text that is not empty. */
  text(name: string, initial?: string): string {
    const value = this.#given[name] ?? initial;
    if (typeof value === 'string' && value !== '') return value;
    throw this.#not(name, 'a text that is not empty');
  }

  /** The address of a broker. */
  url(protocols: readonly string[], example: string): string {
    const value = this.#given['url'];
    const isRight =
      typeof value === 'string' && URL.canParse(value) && protocols.includes(new URL(value).protocol.slice(0, -1));
    if (isRight) return value;
    // Never shown: it may hold a password.
    throw this.#wrong('needs the address of the broker, and its url is none', `Write url: '${example}'.`);
  }

  /** A whole number. */
  count(name: string, initial: number, least: number, most: number): number {
    const value = this.#given[name] ?? initial;
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
    throw this.#not(name, `a whole number from ${least} to ${most}`);
  }

  /** A name, or `false`. */
  nameOrFalse(name: string, initial: string): string | false {
    return this.#given[name] === false ? false : this.text(name, initial);
  }

  /** An object, or `false`; not looked into. */
  objectOrFalse(name: string): void {
    const value = this.#given[name];
    const isRight = value === undefined || value === false || (typeof value === 'object' && value !== null);
    if (!isRight) throw this.#not(name, 'an object, or false');
  }

  /** A function. */
  function(name: string, fix: string): void {
    if (typeof this.#given[name] !== 'function') throw this.#wrong(`needs a function as its ${name}`, fix);
  }

  /** One of a few values; the first when left out. */
  oneOf<const T extends string>(name: string, values: readonly [T, ...T[]]): T {
    const value = this.#given[name] ?? values[0];
    const found = values.find((each) => each === value);
    if (found !== undefined) return found;
    throw this.#not(name, values.map((each) => `'${each}'`).join(' or '));
  }

  /** The waits between attempts: `retryMs` and `maxRetryMs`. */
  backoff(): Backoff {
    const firstMs = this.count('retryMs', 100, 1, 3_600_000);
    return { firstMs, lastMs: this.count('maxRetryMs', Math.max(firstMs, 30_000), firstMs, 3_600_000) };
  }

  #not(name: string, what: string): BridgeError {
    return this.#wrong(`was given ${name}: ${shown(this.#given[name])}`, `Make ${name} ${what}.`);
  }

  #wrong(what: string, fix: string): BridgeError {
    return new BridgeError('bridge-options', `${this.#bridge} ${what}.`, fix);
  }
}

function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 100)) : String(value);
}

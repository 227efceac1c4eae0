/** How much of the past is shown, in seconds. */
export const windowSeconds = 120;
/** A server whose clock was set back by more than this begins a new past. In seconds. */
const clockSlack = 10;

/**
 * The newest values of a stream, oldest first, each with a `timestamp` in Unix seconds. It holds `windowSeconds` of them,
 * so it is bounded by the time that they are of.
 *
 * @template {{ timestamp: number }} T
 */
export class Samples {
  /** @type {T[]} */
  list = [];

  /** @returns {T | undefined} */
  get newest() {
    return this.list.at(-1);
  }

  /**
   * Takes values, oldest first; what is there already, after a reconnect for example, is not taken twice.
   *
   * @param {T[]} values
   * @returns {number} how many were new
   */
  add(values) {
    let count = 0;
    for (const value of values) {
      const last = this.newest?.timestamp ?? -Infinity;
      if (value.timestamp < last - clockSlack) this.list = [];
      else if (value.timestamp <= last) continue;
      this.list.push(value);
      count++;
    }
    const oldest = (this.newest?.timestamp ?? 0) - windowSeconds;
    this.list = this.list.filter(({ timestamp }) => timestamp >= oldest);
    return count;
  }
}

import { formatAge } from '../format.js';
import { byId, setText } from './element.js';

/** An update that is older is marked as stale, in milliseconds. They come once a second. */
const staleMs = 5_000;

/** How old the last update is, and how many there were. */
export class Updates {
  #age = byId('age');
  #at;
  #counts = { updates: 0, lost: 0, polls: 0, reconnects: 0 };

  /** Updates came, or were lost on the way, the server was polled, or connected to again. */
  count(name, by = 1) {
    this.#counts[name] += by;
    setText(byId(name), this.#counts[name].toLocaleString('en'));
    if (name !== 'updates' || by === 0) return;
    this.#at = Date.now();
    this.showAge();
  }

  /** Says the age as it is now. */
  showAge() {
    if (this.#at === undefined) return;
    const age = Math.max(0, Date.now() - this.#at);
    const isStale = age > staleMs;
    setText(this.#age, `Last update ${formatAge(age)} ago${isStale ? ': stale' : ''}`);
    this.#age.toggleAttribute('data-stale', isStale);
  }
}

import { formatTime } from '../format.js';
import { byId, make } from './element.js';

/** How many it keeps. */
const most = 30;

/** What happened, newest first. The messages beside the buttons are what is read out. */
export class Happenings {
  #list = byId('happenings');

  /** @param {string} text */
  add(text) {
    this.#list.prepend(make('li', make('time', formatTime(Date.now())), ' ', text));
    while (this.#list.children.length > most) this.#list.lastElementChild?.remove();
  }
}

import type { Host } from '../parts.ts';
import { elementsOf, groupOf, isControlled, isField, isSame, isText, meantFor, setState, stateOf } from './states.ts';
import type { Field, State } from './states.ts';
import type { Held } from './timing.ts';

/** Events that tell the server what the user made of a field. */
const EDITS = /^(?:(?:before)?input|change|submit|toggle|close|cancel)$/;
/** Events that do so when they are told for the field itself, such as an Enter in it, or of a box that they tick. */
const USES = /^(?:click|key|blur|focusout)/;

/** How an event ended. */
export interface Ending {
  readonly number: number;
  readonly outcome: string;
  readonly reason?: string;
}

/** What one event told of fields. */
interface Report {
  readonly fields: readonly Field[];
  readonly isSubmit: boolean;
}

/**
 * Who has the say over a field. While the server has not answered what it was told of a field, no frame touches it; with
 * the last answer, a field that is the server's holds what the server means, unless the user went on meanwhile.
 */
export class Fields {
  readonly #host: Host;
  readonly #onCleared: (field: Field) => void;
  /** How many things hold a field: events without an answer, and those that wait; a composition. */
  readonly #holds = new Map<Field, number>();
  readonly #reports = new Map<number, Report>();
  /** What the server was last told that a field holds. */
  readonly #told = new WeakMap<Field, State>();

  /** @param onCleared told when the server takes what the user wrote */
  constructor(host: Host, onCleared: (field: Field) => void) {
    this.#host = host;
    this.#onCleared = onCleared;
  }

  /** The user begins to compose in a field. */
  compose(target: EventTarget | null): void {
    for (const field of fieldsOf(target)) this.#hold(field);
  }

  /** The user composed. */
  composed(target: EventTarget | null): void {
    for (const field of fieldsOf(target)) if (this.#letGo(field) && !this.#wentOn(field)) this.#assert(field);
  }

  /** An event waits to be told. */
  wait(told: Held): void {
    if (isReport(told)) this.compose(told.target);
  }

  /** An event waits no more: it was told, or another took its place. */
  waited(told: Held): void {
    if (isReport(told)) this.composed(told.target);
  }

  /** The server is told of an event. */
  report(number: number, told: Held): void {
    if (!isReport(told)) return;
    const fields = fieldsOf(told.target);
    this.#reports.set(number, { fields, isSubmit: told.event.type === 'submit' });
    for (const field of fields) {
      this.#hold(field);
      this.#told.set(field, stateOf(field));
    }
  }

  /** The server answered, or nobody will. */
  answered({ number, outcome, reason }: Ending): void {
    const { fields, isSubmit } = this.#reports.get(number) ?? { fields: [], isSubmit: false };
    this.#reports.delete(number);
    for (const field of fields) {
      if (!this.#letGo(field)) continue;
      const isDone = outcome === 'done';
      // A text that did not arrive stays where it was typed. A box would say what is not so.
      if (!this.#wentOn(field)) {
        if (isDone || (reason !== undefined && !isText(field))) this.#assert(field, isSubmit);
      } else if (isDone && isSubmit) this.#keepRest(field);
    }
  }

  /** The server puts a form back to what it holds at first; of a text, what was typed since it was told stays. */
  reset(form: HTMLFormElement): void {
    for (const field of fieldsOf(form)) {
      const [told, state, meant] = [this.#told.get(field), stateOf(field), meantFor(field, this.#host.opened)];
      const isLonger = this.#holds.has(field) && typeof told === 'string' && typeof state === 'string';
      const rest = isLonger && meant === '' && state.startsWith(told) ? state.slice(told.length) : meant;
      setState(field, rest);
      if (rest === meant) this.#onCleared(field);
    }
  }

  /** Runs what changes the page; what is held is as it was then. */
  around(apply: () => void): void {
    const held = [...this.#holds.keys()];
    // Texts are not touched at all: that would move the caret and end a composition.
    const boxes = held.filter((field) => !isText(field)).map((field) => [field, stateOf(field)] as const);
    apply();
    for (const [field, state] of boxes) if (field.isConnected) setState(field, state);
    for (const field of held) if (!field.isConnected) this.#forget(field);
  }

  #hold(field: Field): void {
    this.#holds.set(field, (this.#holds.get(field) ?? 0) + 1);
    this.#host.held.add(field);
  }

  /** Takes one hold away; gives whether it was the last one. */
  #letGo(field: Field): boolean {
    const holds = (this.#holds.get(field) ?? 0) - 1;
    if (holds > 0) this.#holds.set(field, holds);
    else this.#forget(field);
    return holds === 0;
  }

  #forget(field: Field): void {
    this.#holds.delete(field);
    this.#host.held.delete(field);
  }

  /** Whether the user changed a field since the server was told of it. */
  #wentOn(field: Field): boolean {
    const told = this.#told.get(field);
    return told === undefined || !isSame(told, stateOf(field));
  }

  /** Makes a field that is the server's hold what the server means. */
  #assert(field: Field, isSubmit = false): void {
    if (!isControlled(field)) return;
    const meant = meantFor(field, this.#host.opened);
    if (meant === '' && (isSubmit || stateOf(field) !== '')) this.#onCleared(field);
    setState(field, meant);
  }

  /** After a submit, only what was typed since stays in a text that the server cleared. */
  #keepRest(field: Field): void {
    const [told, state] = [this.#told.get(field), stateOf(field)];
    if (!isControlled(field) || typeof told !== 'string' || typeof state !== 'string' || !state.startsWith(told))
      return;
    if (meantFor(field, this.#host.opened) === '') setState(field, state.slice(told.length));
  }
}

/**
 * Whether an event is about what its field holds. Others only pass by: a focus, or a shortcut that the page around
 * listens to, must not take back what was typed and not told yet.
 */
function isReport({ element, event: { type }, target }: Held): boolean {
  return EDITS.test(type) || (USES.test(type) && (element === target || (isField(target) && !isText(target))));
}

/** The fields that an event is about: all of a form, and all radio buttons of a group. */
function fieldsOf(target: EventTarget | null): Field[] {
  const elements = target instanceof HTMLFormElement ? elementsOf(target) : [target];
  return [...new Set(elements.filter(isField).flatMap(groupOf))];
}

import { NopalError } from '../protocol/error.ts';
import type { EventOptions } from '../protocol/event-options.ts';
import type { PageEvent, PageEventHandler } from './event-types.ts';
import { sharedInProcess } from './global.ts';
import type { Handler } from './tree.ts';

/** When and how the browser tells a handler of its event; see {@link on}. What is left out or `undefined` is as usual. */
export interface HandlerOptions {
  /** Tell it once nothing more came for so many milliseconds (1 to 60,000), or when the user leaves the field. */
  readonly debounce?: number | undefined;
  /** Tell it at most once in so many milliseconds (1 to 60,000). The last one is always told. */
  readonly throttle?: number | undefined;
  /** Keep the browser from what it does by itself. A `submit` is always kept from leaving the page. */
  readonly preventDefault?: boolean | undefined;
  /** Do not tell handlers of elements around this one. */
  readonly stopPropagation?: boolean | undefined;
  /** Tell the first one alone, as long as the element is on the page. */
  readonly once?: boolean | undefined;
  /**
   * Tell these keys alone: names as in `KeyboardEvent.key`, with the modifiers that have to be down before them
   * (`'Enter'`, `'Control+s'`, `['ArrowUp', 'Shift+ArrowUp']`). Modifiers are `Alt`, `Control`, `Meta` and `Shift`.
   */
  readonly key?: string | readonly string[] | undefined;
}

const MAX_MS = 60_000;
const MODIFIERS: ReadonlySet<string> = new Set(['Alt', 'Control', 'Meta', 'Shift']);
/** What people write for a key, and how browsers name it. */
const USUAL_NAMES: ReadonlyMap<string, string> = new Map([
  ['Cmd', 'Meta'],
  ['Command', 'Meta'],
  ['Ctrl', 'Control'],
  ['Del', 'Delete'],
  ['Esc', 'Escape'],
  ['Option', 'Alt'],
  ['Return', 'Enter'],
  ['Space', '" "'],
]);

const taggedHandlers = sharedInProcess('event-options', () => new WeakMap<Handler, EventOptions>());

/**
 * Says of a handler when and how the browser is to tell it: all of it happens in the browser, so events that are not
 * told cost nothing.
 *
 * Options of an inner `on(…)` hold as well, unless the outer one says otherwise.
 *
 * @param handler runs on the server
 * @param options what is left out is as without `on`
 * @returns a handler of the same kind, for any `on…` prop
 * @throws NopalError `event-option` for an option, time or key that cannot be meant
 * @example
 * ```tsx
 * <input onInput={on((event) => search(event.value), { debounce: 300 })} />
 * <textarea onKeyDown={on(save, { key: 'Control+s', preventDefault: true })} />
 * ```
 */
export function on<Event extends PageEvent>(
  handler: PageEventHandler<Event>,
  options: HandlerOptions,
): PageEventHandler<Event> {
  if (typeof handler !== 'function')
    throw problem(`its handler is ${handler === null ? 'null' : `a ${typeof handler}`}`, 'Pass a function first.');
  const tagged: PageEventHandler<Event> = (event) => handler(event);
  taggedHandlers.set(tagged, { ...taggedHandlers.get(handler), ...read(options) });
  return tagged;
}

/** What {@link on} said of a handler; `undefined` for one that it never saw. */
export function optionsOf(handler: Handler): EventOptions | undefined {
  return taggedHandlers.get(handler);
}

function read(options: HandlerOptions): EventOptions {
  const result: { -readonly [name in keyof EventOptions]: EventOptions[name] } = {};
  for (const name of Object.keys(options) as (keyof HandlerOptions)[]) {
    const value: unknown = options[name];
    if (value === undefined) continue;
    switch (name) {
      case 'debounce':
      case 'throttle':
        result[name] = milliseconds(name, value);
        break;
      case 'preventDefault':
      case 'stopPropagation':
      case 'once':
        if (typeof value !== 'boolean') throw problem(`${name} is ${shown(value)}`, 'Pass true or false.');
        result[name] = value;
        break;
      case 'key':
        result.keys = keys(value);
        break;
      default:
        throw problem(
          `there is no option ${shown(name)}`,
          'Use debounce, throttle, preventDefault, stopPropagation, once or key.',
        );
    }
  }
  return result;
}

function milliseconds(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_MS) return value;
  throw problem(`${name} is ${shown(value)}`, `Pass whole milliseconds from 1 to ${MAX_MS}, or leave it out.`);
}

function keys(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0) throw problem('key names no key', 'Name at least one, or leave it out for all.');
  return list.map(checkKey);
}

function checkKey(key: unknown): string {
  if (typeof key !== 'string' || key === '' || !key.isWellFormed())
    throw problem(`key is ${shown(key)}`, "Name keys as KeyboardEvent.key does: 'Enter', 'a', 'Control+s'.");
  const parts = key.split(/\+(?=.)/);
  const name = parts.pop() as string;
  for (const modifier of parts) {
    if (MODIFIERS.has(modifier)) continue;
    const meant = USUAL_NAMES.get(modifier) ?? '';
    throw problem(
      `the key ${shown(key)} has the unknown modifier ${shown(modifier)}`,
      `Use ${MODIFIERS.has(meant) ? meant : 'Alt, Control, Meta or Shift'}.`,
    );
  }
  const meant = USUAL_NAMES.get(name);
  if (meant !== undefined) throw problem(`browsers know no key ${shown(name)}`, `Use ${meant}.`);
  return key;
}

function shown(value: unknown): string {
  return typeof value === 'string'
    ? JSON.stringify(value.slice(0, 40))
    : typeof value === 'number'
      ? `${value}`
      : `a ${typeof value}`;
}

function problem(what: string, fix: string): NopalError {
  return new NopalError('event-option', `on(handler, options): ${what}.`, fix);
}

import { NopalError } from '../protocol/error.ts';
import { CONTROLLED, encodeEventWord } from '../protocol/event-options.ts';
import { optionsOf } from './event-options.ts';
import type { Handler } from './tree.ts';

/** A name that the protocol takes for an event. */
const EVENT_NAME = /^[\w:.-]{1,64}$/;
/** Props of handlers that were seen, and the DOM's names of their events. */
const eventNames = new Map<string, string>([['onDoubleClick', 'dblclick']]);

/** Whether a prop holds a handler: `onClick` in whatever case, or `on:name` for exactly that name. */
export function isEventProp(name: string): boolean {
  return (
    name.length > 2 &&
    (name.charCodeAt(0) | 32) === 111 &&
    (name.charCodeAt(1) | 32) === 110 &&
    /^on(?:[A-Za-z]|:)/i.test(name)
  );
}

/**
 * The DOM's name of the event that a prop listens to.
 *
 * @param value what the prop holds
 * @returns `undefined` for `false`, which stands for no handler
 * @throws NopalError `attribute-value` when it holds anything but a function, `attribute-name` when there is no such event
 */
export function eventOf(prop: string, value: unknown, where: string): string | undefined {
  if (typeof value !== 'function') {
    if (value === false) return undefined;
    throw new NopalError(
      'attribute-value',
      `${where}: ${prop} is a ${typeof value}; handlers are functions that run on the server.`,
      `Write ${prop}={() => …}, or leave it out.`,
    );
  }
  return eventNames.get(prop) ?? addName(prop, where);
}

function addName(prop: string, where: string): string {
  if (prop.endsWith('Capture') && !/^on(?::|(?:Got|Lost)PointerCapture$)/.test(prop)) {
    throw new NopalError('attribute-name', `${where}: ${prop}: events are not captured.`, `Use ${prop.slice(0, -7)}.`);
  }
  const event = prop[2] === ':' ? prop.slice(3) : prop.slice(2).toLowerCase();
  if (!EVENT_NAME.test(event)) {
    throw new NopalError(
      'attribute-name',
      `${where}: ${JSON.stringify(prop)} names no event.`,
      'Use up to 64 letters, digits, dots, dashes, underscores and colons.',
    );
  }
  // Names come from source code, but spread props could make up any number of them.
  if (eventNames.size < 10_000) eventNames.set(prop, event);
  return event;
}

/**
 * What the browser's script is told of an element: a word for each event, and one for a field that the server controls.
 *
 * @param handlers by the names of their events
 * @throws NopalError `event-option` for keys of an event that has none
 */
export function eventWords(
  handlers: ReadonlyMap<string, Handler> | undefined,
  isControlled: boolean,
  where: string,
): string {
  let words = isControlled ? CONTROLLED : '';
  for (const [event, handler] of handlers ?? []) {
    const options = optionsOf(handler);
    if (options?.keys !== undefined && !event.startsWith('key')) {
      throw new NopalError(
        'event-option',
        `${where}: the handler of "${event}" is for some keys alone, but only events of the keyboard have a key.`,
        'Use it for onKeyDown or onKeyUp, or leave `key` out.',
      );
    }
    if (words !== '') words += ' ';
    words += options === undefined ? event : encodeEventWord(event, options);
  }
  return words;
}

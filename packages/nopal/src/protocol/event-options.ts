/**
 * How an element tells the browser's script what it listens to: the words of one attribute, separated by spaces. A word
 * is the DOM's name of an event, and what is to be done about it after semicolons:
 *
 *     click                  tell the server
 *     input;d300             … when nothing more came for 300 ms
 *     keydown;kEnter;p       … for this key alone, and prevent what the browser does by itself
 *     =                      no event: what the user does to this field is undone unless the server follows
 */

/** What an element wants of one event. */
export interface EventOptions {
  /** Milliseconds without another such event before it is told. */
  readonly debounce?: number;
  /** Least milliseconds between two that are told; the last one always is. */
  readonly throttle?: number;
  /** Whether what the browser does by itself is prevented. */
  readonly preventDefault?: boolean;
  /** Whether handlers of elements around this one are not told. */
  readonly stopPropagation?: boolean;
  /** Whether only the first one is told. */
  readonly once?: boolean;
  /** Keys that are told, such as `Enter` or `Control+s`; all when left out. */
  readonly keys?: readonly string[];
}

/** The word of a field whose value is the server's. */
export const CONTROLLED = '=';

/** Writes one word of the attribute. */
export function encodeEventWord(event: string, options: EventOptions = {}): string {
  const { debounce, throttle, preventDefault, stopPropagation, once, keys } = options;
  let word = event;
  if (debounce !== undefined) word += `;d${debounce}`;
  if (throttle !== undefined) word += `;t${throttle}`;
  if (preventDefault === true) word += ';p';
  if (stopPropagation === true) word += ';s';
  if (once === true) word += ';o';
  for (const key of keys ?? []) word += `;k${encodeURIComponent(key)}`;
  return word;
}

/**
 * What an element wants of an event, read from its attribute; `undefined` when it does not listen to it.
 *
 * @param words the attribute
 * @param event the DOM's name of the event
 */
export function readEventWord(words: string, event: string): EventOptions | undefined {
  for (const word of words.split(' ')) {
    const [name, ...parts] = word.split(';');
    if (name === event) return readParts(parts);
  }
  return undefined;
}

/** The names of the events that an attribute lists. */
export function eventsIn(words: string): string[] {
  return words
    .split(' ')
    .flatMap((word) => (word === CONTROLLED || word === '' ? [] : (word.split(';', 1)[0] as string)));
}

/**
 * Whether an event of the keyboard is one of these keys: the key's own name in any case, with exactly the modifiers
 * before it held down (`Control+s`).
 */
export function matchesKey(
  keys: readonly string[],
  event: { readonly [part in 'key' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey']?: unknown },
): boolean {
  const { key, altKey, ctrlKey, metaKey, shiftKey } = event;
  return keys.some((wanted) => {
    // The plus key itself ends in a plus.
    const parts = wanted.split(/\+(?=.)/);
    const name = parts.pop() as string;
    if (typeof key !== 'string' || key.toLowerCase() !== name.toLowerCase()) return false;
    const fits = (modifier: string, down: unknown): boolean =>
      // A modifier that goes down is held down by then.
      parts.includes(modifier) === (down === true && modifier !== key);
    return (
      fits('Alt', altKey) &&
      fits('Control', ctrlKey) &&
      fits('Meta', metaKey) &&
      // Shift is what makes some keys what they are: `?` needs it, `Enter` does not.
      (fits('Shift', shiftKey) || (name.length === 1 && !parts.includes('Shift')))
    );
  });
}

function readParts(parts: readonly string[]): EventOptions {
  const options: { -readonly [name in keyof EventOptions]: EventOptions[name] } = {};
  const keys: string[] = [];
  for (const part of parts) {
    const operand = part.slice(1);
    if (part[0] === 'd') options.debounce = Number(operand);
    else if (part[0] === 't') options.throttle = Number(operand);
    else if (part === 'p') options.preventDefault = true;
    else if (part === 's') options.stopPropagation = true;
    else if (part === 'o') options.once = true;
    else if (part[0] === 'k') keys.push(decodeURIComponent(operand));
  }
  if (keys.length > 0) options.keys = keys;
  return options;
}

import { matchesKey, readEventWord, type EventOptions } from '../../protocol/event-options.ts';

/** The innermost element that listens to an event, and what it wants of it. */
export interface Listener {
  readonly element: Element;
  readonly options: EventOptions;
  /** A form that is told of it, too: it wants to know all of its fields. */
  readonly form: HTMLFormElement | undefined;
}

/** Elements that were told of an event that they want once. */
const told = new WeakMap<Element, Set<string>>();

/** Whether an element, or one around it, listens to an event of this type. */
export function isHeard(target: Element, type: string): boolean {
  for (let element: Element | null = target; element !== null; element = element.parentElement)
    if (wantedBy(element, type) !== undefined) return true;
  return false;
}

/**
 * Finds who listens to an event, and prevents what the browser does by itself where a listening element wants so.
 *
 * @param isKnown whether an element is one of the server's
 */
export function findListener(
  event: Event,
  root: Element,
  isKnown: (element: Element) => boolean,
): Listener | undefined {
  const { target, type } = event;
  const bubbles = isTold(event);
  let innermost: Omit<Listener, 'form'> | undefined;
  let form: HTMLFormElement | undefined;
  for (let element = target as Element | null; element !== null && element !== root; element = element.parentElement) {
    const options = wantedBy(element, type);
    if (options !== undefined && isOfInterest(event, options) && isKnown(element)) {
      // Handlers run on the server; the page must not be left meanwhile.
      if (options.preventDefault || type === 'submit') event.preventDefault();
      if (innermost === undefined && !(options.once && isToldBefore(element, type))) innermost = { element, options };
      if (element instanceof HTMLFormElement) form ??= element;
      if (options.stopPropagation) break;
    }
    if (!bubbles) break;
  }
  return innermost && { ...innermost, form };
}

/** Whether elements around the one that an event came from are told of it. */
export function isTold({ bubbles, type }: Event): boolean {
  // Focus is told to those around it too, by whichever of its two names; other events that do not bubble are not.
  return bubbles || /^(?:focus|blur)$/.test(type);
}

/** What an element wants of an event; `undefined` when it does not listen to it. */
export function wantedBy(element: Element, type: string): EventOptions | undefined {
  const words = element.getAttribute('data-nopal');
  return words === null ? undefined : readEventWord(words, type);
}

function isOfInterest(event: Event, { keys }: EventOptions): boolean {
  // Keys of a composition are for the one who composes: its Enter is not the page's.
  return keys === undefined || (!(event as KeyboardEvent).isComposing && matchesKey(keys, event as KeyboardEvent));
}

function isToldBefore(element: Element, type: string): boolean {
  const types = told.get(element) ?? new Set();
  told.set(element, types);
  const wasTold = types.has(type);
  types.add(type);
  return wasTold;
}

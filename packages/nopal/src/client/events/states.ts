/** What fields hold, what the server means them to hold, and how one becomes the other. */
import { CONTROLLED } from '../../protocol/event-options.ts';

/** An element that the user changes. */
export type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement | HTMLDetailsElement | HTMLDialogElement;

/** A text, whether it is ticked or open, or the values that are chosen. */
export type State = string | boolean | readonly string[];

const FIELD = 'input,textarea,select,details,dialog';
/** Inputs whose value the user does not change, or that no script may set. */
const NO_FIELD = /^(?:hidden|submit|button|reset|image|file)$/;

/** Whether an element is a field that can be kept. */
export function isField(element: unknown): element is Field {
  return (
    element instanceof Element &&
    element.matches(FIELD) &&
    !(element instanceof HTMLInputElement && NO_FIELD.test(element.type))
  );
}

/** All fields in an element. */
export function fieldsIn(element: Element): Field[] {
  return [...element.querySelectorAll(FIELD)].filter(isField);
}

/** Whether what a field holds is the server's. */
export function isControlled(field: Element): boolean {
  return field.getAttribute('data-nopal')?.split(' ').includes(CONTROLLED) === true;
}

/** The fields and buttons of a form. (Its own list of them is no more when one of them is named `elements`.) */
export function elementsOf(form: HTMLFormElement): Element[] {
  const all = document.querySelectorAll<HTMLInputElement>('button,fieldset,input,output,select,textarea');
  return [...all].filter((element) => element.form === form);
}

/** A field, or all radio buttons of its group: one does not change alone. */
export function groupOf(field: Field): Field[] {
  if (!(field instanceof HTMLInputElement) || field.type !== 'radio' || field.name === '') return [field];
  const { name, form } = field;
  return [...document.querySelectorAll<HTMLInputElement>('input[type=radio]')].filter(
    (each) => each.name === name && each.form === form,
  );
}

/** Whether a field holds a text: typing in it must not be disturbed. */
export function isText(field: Field): field is HTMLInputElement | HTMLTextAreaElement {
  return typeof stateOf(field) === 'string';
}

/** What a field holds now. */
export function stateOf(field: Field): State {
  if (field instanceof HTMLSelectElement) return [...field.selectedOptions].map((option) => option.value);
  if (field instanceof HTMLDetailsElement || field instanceof HTMLDialogElement) return field.open;
  return isBox(field) ? field.checked : field.value;
}

/**
 * What the server means a field to hold.
 *
 * @param opened elements that the server means to be open
 */
export function meantFor(field: Field, opened: WeakSet<Element>): State {
  if (field instanceof HTMLSelectElement) {
    const meant = [...field.options].filter((option) => option.defaultSelected);
    const first = [...field.options].find((option) => !option.disabled);
    if (field.multiple) return meant.map((option) => option.value);
    return [meant.at(-1) ?? first].flatMap((option) => option?.value ?? []);
  }
  if (field instanceof HTMLDetailsElement || field instanceof HTMLDialogElement) return opened.has(field);
  return isBox(field) ? field.defaultChecked : field.defaultValue;
}

/** Whether two states are the same. */
export function isSame(one: State, other: State): boolean {
  return one === other || (typeof one === 'object' && JSON.stringify(one) === JSON.stringify(other));
}

/** Makes a field hold something. */
export function setState(field: Field, state: State): void {
  if (field instanceof HTMLSelectElement) {
    const values = [state].flat();
    for (const option of field.options) {
      const isChosen = values.includes(option.value);
      if (option.selected !== isChosen) option.selected = isChosen;
    }
  } else if (field instanceof HTMLDetailsElement || field instanceof HTMLDialogElement) {
    if (field.open !== state) field.open = state === true;
  } else if (isBox(field)) {
    if (field.checked !== state) field.checked = state === true;
  } else if (field.value !== state || field.validity.badInput) setText(field, String(state));
}

/** Gives a text field another text, and keeps the caret where the user has it. */
function setText(field: HTMLInputElement | HTMLTextAreaElement, text: string): void {
  const caret = caretIn(field);
  field.value = text;
  caret?.();
}

/** Notes where the user's caret is; the function puts it there again, after the text became another. */
export function caretIn(element: Element | null): (() => void) | undefined {
  if (!(element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement)) return undefined;
  const { value: before, selectionStart: start, selectionEnd: end } = element;
  // A number or a colour has no caret, and of a field that nobody is in it does not matter.
  if (start === null || end === null || element !== document.activeElement) return undefined;
  return () => {
    const { value: after } = element;
    if (after === before || element !== document.activeElement) return;
    element.setSelectionRange(moved(before, after, start), moved(before, after, end));
  };
}

/** Where a place in a text is after the text became another: after the same beginning, or else before the same end. */
function moved(before: string, after: string, at: number): number {
  if (after.startsWith(before.slice(0, at))) return at;
  return after.endsWith(before.slice(at)) ? after.length - before.length + at : Math.min(at, after.length);
}

function isBox(field: HTMLInputElement | HTMLTextAreaElement): field is HTMLInputElement {
  return field.type === 'checkbox' || field.type === 'radio';
}

import { NopalError } from '../protocol/error.ts';
import { cleanText, type Chosen } from './tree.ts';

type Props = Readonly<Record<string, unknown>>;

/** Kinds of `<input>` whose value is not the user's. */
const NOT_EDITED: ReadonlySet<string> = new Set(['button', 'file', 'hidden', 'image', 'reset', 'submit']);

/**
 * What the server controls of an element that the user changes too: what the user does to it is undone unless the
 * server follows. `undefined` for elements that the user cannot change, and those whose props leave it to the user.
 */
export function controlledPart(tag: string, props: Props): 'value' | 'checked' | 'open' | undefined {
  switch (tag) {
    case 'input':
      return controlledInput(props);
    case 'select':
    case 'textarea':
      return props['value'] === undefined ? undefined : 'value';
    case 'details':
    case 'dialog':
      return props['open'] === undefined ? undefined : 'open';
    default:
      return undefined;
  }
}

function controlledInput(props: Props): 'value' | 'checked' | undefined {
  const type = typeof props['type'] === 'string' ? props['type'].toLowerCase() : 'text';
  // Of these the value is what they send when they are ticked, which the user does not change.
  if (type === 'checkbox' || type === 'radio') return props['checked'] === undefined ? undefined : 'checked';
  return props['value'] === undefined || NOT_EDITED.has(type) ? undefined : 'value';
}

/**
 * Which options of a `<select>` are chosen.
 *
 * @param value of its `value` or `defaultValue`
 * @throws NopalError `attribute-value` when it is not text, or a list without `multiple`
 */
export function chosenOptions(value: unknown, props: Props, where: string): Chosen | undefined {
  if (value === undefined) return undefined;
  const multiple = Boolean(props['multiple']);
  if (value === null || value === false) return { values: multiple ? [] : [''], multiple };
  if (Array.isArray(value) && !multiple) {
    throw new NopalError(
      'attribute-value',
      `${where}: the value of <select> is an array.`,
      'Pass one value, or make it <select multiple>.',
    );
  }
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return { values: list.map((item) => optionText(item, where)), multiple };
}

function optionText(value: unknown, where: string): string {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  throw new NopalError(
    'attribute-value',
    `${where}: a value of <select> is ${value === null ? 'null' : `a ${typeof value}`}.`,
    'Pass the value of an option: text or a number.',
  );
}

import { sharedInProcess } from './global.ts';

/**
 * What a field's text stands for: itself, a number, whether it is ticked, a list, or something that is never put back
 * into a page.
 */
export type FieldKind = 'text' | 'number' | 'flag' | 'list' | 'secret';

/** The kinds of a form's fields, by their names. */
export type FieldKinds = ReadonlyMap<string, FieldKind>;

// Beside the events, not in them: what an event carries is what the browser sent.
const finders = sharedInProcess('form-kinds', () => new WeakMap<object, () => FieldKinds>());

/** Says how the fields are found of the form that an event is about: those that its viewer has, nobody else's. */
export function noteForm(event: object, find: () => FieldKinds): void {
  finders.set(event, find);
}

/**
 * The kinds of the fields in the form that an event is about.
 *
 * @param given what the form's own component said of its fields, which counts more than what they look like; all there
 * is for an event that a handler made itself
 */
export function kindsFor(event: object, given: FieldKinds): FieldKinds {
  const found = finders.get(event)?.();
  if (found === undefined) return given;
  return new Map([...found].map(([name, kind]) => [name, given.get(name) ?? kind]));
}

/**
 * The kind of a field.
 *
 * @param type that of the `<input>`; `multiple` stands for a `<select multiple>`
 * @param hasValue whether it has a `value` of its own, by which a checkbox is one of several
 */
export function kindOf(name: string, type: string | undefined, hasValue: boolean): FieldKind {
  switch (type) {
    case 'checkbox':
      return hasValue ? 'list' : 'flag';
    case 'multiple':
      return 'list';
    case 'number':
    case 'range':
      return 'number';
    case 'password':
      return 'secret';
    case undefined:
      return kindByName(name);
    default:
      return 'text';
  }
}

/** The kind of a field of which only the name is known: what is likely to be a password is taken for one. */
export function kindByName(name: string): FieldKind {
  return /passw|passphrase|passcode/i.test(name) ? 'secret' : 'text';
}

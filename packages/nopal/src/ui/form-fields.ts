import type { FieldErrors } from './form-errors.ts';
import { kindOf, type FieldKind } from './form-kinds.ts';
import { valueAt } from './form-values.ts';

/** What every field of a form is given. */
export interface FieldProps {
  readonly id: string;
  readonly name: string;
  readonly 'aria-invalid'?: true;
  /** Names the element of the field's error, while there is one. */
  readonly 'aria-describedby'?: string;
}

/** Props of a field that holds text: `<input>`, `<textarea>`, `<select>`. */
export interface TextFieldProps extends FieldProps {
  readonly defaultValue?: string | number;
}

/** Props of an `<input>` of a type. */
export interface InputFieldProps<Type extends string> extends TextFieldProps {
  readonly type: Type;
}

/** Props of a checkbox or radio button. */
export interface TickFieldProps<Type extends string> extends FieldProps {
  readonly type: Type;
  readonly value?: string;
  readonly defaultChecked: boolean;
}

/** Props of a `<select multiple>`. */
export interface ListFieldProps extends FieldProps {
  readonly multiple: true;
  readonly defaultValue: readonly string[];
}

/** Props of the element that shows a field's error. */
export interface ErrorProps {
  readonly id: string;
  readonly role: 'alert';
  readonly hidden: boolean;
}

/** What fields are made from. */
export interface FieldSource {
  /** Begins the ids of the form's elements. */
  readonly id: string;
  readonly values: unknown;
  readonly errors: FieldErrors;
  /** Where the kind of each field is noted. */
  readonly kinds: Map<string, FieldKind>;
}

/** The props of a field, as `form.field` promises them. */
export function fieldProps(source: FieldSource, name: string, type?: string, value?: string | number): FieldProps {
  const { kinds, values } = source;
  const ticked = type === 'checkbox' || type === 'radio';
  const own = value === undefined ? undefined : String(value);
  const kind = kindOf(name, type, own !== undefined);
  kinds.set(name, kind);
  const kept = valueAt(values, name);
  const common = commonProps(source, ticked && own !== undefined ? `${name}.${own}` : name, name);
  if (ticked) {
    const defaultChecked = own === undefined ? kept === true : textsOf(kept).includes(own);
    return { ...common, type, ...(own !== undefined && { value: own }), defaultChecked } as FieldProps;
  }
  if (type === 'multiple') return { ...common, multiple: true, defaultValue: textsOf(kept) } as FieldProps;
  const text = kind === 'secret' || type === 'file' ? undefined : textsOf(kept)[0];
  return {
    ...common,
    ...(type !== undefined && { type }),
    ...(text !== undefined && { defaultValue: text }),
  };
}

/** The props of the element that shows a field's error. It is there all the time, so that screen readers notice a change. */
export function errorProps({ id, errors }: FieldSource, name: string): ErrorProps {
  return { id: errorId(id, name), role: 'alert', hidden: errors[name] === undefined };
}

function commonProps({ id, errors }: FieldSource, place: string, name: string): FieldProps {
  const isInvalid = errors[name] !== undefined;
  return {
    id: idOf(id, place),
    name,
    ...(isInvalid && { 'aria-invalid': true, 'aria-describedby': errorId(id, name) }),
  };
}

function errorId(id: string, name: string): string {
  return idOf(id, `${name}-error`);
}

/** Ids are named in lists that blanks separate. */
function idOf(form: string, place: string): string {
  return `${form}-${place.replaceAll(/\s/g, '_')}`;
}

/** A value as a field can show it: texts, of which most fields show the first. */
function textsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => textsOf(item));
  switch (typeof value) {
    case 'string':
      return [value];
    case 'number':
    case 'bigint':
    case 'boolean':
      return [String(value)];
    default:
      // As a date field takes it; dates are days in UTC here.
      return value instanceof Date ? [value.toISOString().slice(0, 10)] : [];
  }
}

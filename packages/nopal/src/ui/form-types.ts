import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Data } from './data.ts';
import type { FormFields, FormPageEvent, InputPageEvent, PageEventHandler } from './event-types.ts';
import type { ErrorProps, InputFieldProps, ListFieldProps, TextFieldProps, TickFieldProps } from './form-fields.ts';

/** `idle`: not submitted yet. `pending` until what was submitted is `done` or has `failed`, as `errors` says. */
export type FormStatus = 'idle' | 'pending' | 'done' | 'failed';

/** The names that a schema takes, those of all alternatives. */
type Names<Input> = Input extends unknown ? Extract<keyof Input, string> : never;

/** The name of a field: one that the schema takes, or what leads to a part of it: `address.city`, `items.0.title`. */
export type FieldName<Input> = Names<Input> | (string & {});

/** What the form holds by field name: at first the initial values, then what was typed; never a password. */
export type FormValues<Input> = { readonly [Name in Names<Input>]?: Data } & {
  readonly [name: string]: Data | undefined;
};

/** The first message for each field that has one, by field name; `''` is the form's own. */
export type FormErrors<Input> = { readonly [Name in Names<Input>]?: string | undefined } & {
  readonly [name: string]: string | undefined;
};

/** What the handler of a form gets besides its value. */
export interface SubmitContext<Input> {
  /** The submission as it came; `event.submitter` is the button, `event.idempotencyKey` the same for every delivery. */
  readonly event: FormPageEvent;
  /** Says what is wrong after all, such as a name that is taken: the submission has failed then. */
  readonly setErrors: (errors: FormErrors<Input>) => void;
}

/** Options of a form. */
export interface FormOptions<Input, Output> {
  /** What the fields hold at first, and after `reset()`: data by field name. */
  readonly initial?: { readonly [Name in Names<Input>]?: unknown } | undefined;
  /**
   * Does what the form is for. May be async; `redirect(…)` may be returned or thrown. When it throws anything else,
   * `errors['']` says so in general words, and the log has all of it.
   */
  readonly onSubmit?: ((value: Output, context: SubmitContext<Input>) => unknown) | undefined;
  /**
   * `submit`: the fields are checked when the form is submitted (the default). `change`: also when a field was changed
   * and left, and of the errors those are shown whose fields were changed.
   */
  readonly validateOn?: 'submit' | 'change' | undefined;
}

/** Options of a form with a schema. */
export interface SchemaFormOptions<Schema extends StandardSchemaV1> extends FormOptions<
  StandardSchemaV1.InferInput<Schema>,
  StandardSchemaV1.InferOutput<Schema>
> {
  /** Checks and converts the fields: of zod, valibot, arktype, or any other library that speaks Standard Schema. */
  readonly schema: Schema;
}

/** Options of a form without a schema: what it sends is taken as it is. */
export interface PlainFormOptions extends FormOptions<Record<string, never>, FormFields> {
  readonly schema?: undefined;
  readonly initial?: Readonly<Record<string, unknown>> | undefined;
}

/** Gives fields their props. */
export interface FieldFunction<Input> {
  /** For `<input>`, `<textarea>` and `<select>`: text. */
  (name: FieldName<Input>): TextFieldProps;
  /** For `<select multiple>`: a list of texts. */
  (name: FieldName<Input>, type: 'multiple'): ListFieldProps;
  /** A checkbox by itself is `true` or `false`; with a value it is one of a list. Of radio buttons one value is taken. */
  <Type extends 'checkbox' | 'radio'>(
    name: FieldName<Input>,
    type: Type,
    value?: string | number,
  ): TickFieldProps<Type>;
  /** An `<input>` of a type. `number` and `range` give numbers, nothing when empty; `password` is never put back. */
  <Type extends string>(name: FieldName<Input>, type: Type): InputFieldProps<Type>;
}

/** Props of the `<form>`. */
export interface FormProps {
  readonly id: string;
  /** The browser does not check by itself: what is wrong is said in one place, in one way. */
  readonly noValidate?: true;
  readonly onSubmit: PageEventHandler<FormPageEvent>;
  readonly onChange?: PageEventHandler<InputPageEvent>;
  /** Another number has the browser empty the fields. */
  readonly 'data-reset'?: number;
}

/** A form as it is now, and what can be done about it. */
export interface Form<Input> {
  /** For the `<form>`. */
  readonly props: FormProps;
  readonly values: FormValues<Input>;
  readonly errors: FormErrors<Input>;
  readonly status: FormStatus;
  /** Props of a field: name, id, what it holds, and its error for screen readers. */
  readonly field: FieldFunction<Input>;
  /** Props of the element that shows a field's error; it is always there, and hidden while there is none. */
  readonly errorProps: (name: FieldName<Input>) => ErrorProps;
  /** Shows errors instead of those that are shown. For handlers and effects. */
  readonly setErrors: (errors: FormErrors<Input>) => void;
  /** Puts the initial values back and takes the errors away. For handlers and effects. */
  readonly reset: () => void;
}

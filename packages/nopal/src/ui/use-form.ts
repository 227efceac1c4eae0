import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { FormPageEvent, InputPageEvent } from './event-types.ts';
import { cleanErrors, errorsAmong, validate, type FieldErrors, type Validated } from './form-errors.ts';
import { errorProps, fieldProps } from './form-fields.ts';
import { kindsFor, type FieldKind, type FieldKinds } from './form-kinds.ts';
import type { Form, FormOptions, FormProps, FormStatus, PlainFormOptions, SchemaFormOptions } from './form-types.ts';
import { readFormValues, typedValues } from './form-values.ts';
import { currentFrame } from './frame.ts';
import { useId, useState } from './hooks.ts';
import { Redirect } from './outcome.ts';

type Values = Readonly<Record<string, unknown>>;

/** What the form knows of itself and nobody pushes. */
interface Course {
  /** Fields whose errors are shown; null when those of all are. */
  readonly touched: readonly string[] | null;
  readonly resets: number;
}

const NO_ERRORS: FieldErrors = {};
const FAILED = 'This could not be sent. Please try again.';

/**
 * A form whose fields are checked on the server, by a schema of any library that speaks Standard Schema. Values, errors
 * and status are state: they can be pushed to as `form.values`, `form.errors` and `form.status` of
 * `const form = useForm(…)`. Without the script the form is posted, and comes back with its errors and what was typed.
 *
 * @param options `schema`, `initial` values, `onSubmit`, and when to check: `validateOn`
 * @returns props for the form and its fields, and how it stands
 * @throws NopalError `not-data` for initial values that are not data; `hook-order`, `hook-outside-render`
 * @example
 * ```tsx
 * const form = useForm({
 *   schema: z.object({ email: z.email() }),
 *   onSubmit: async ({ email }, { setErrors }) => {
 *     if (!(await subscribe(email))) setErrors({ email: 'This address is on the list already.' });
 *   },
 * });
 * return (
 *   <form {...form.props}>
 *     <label>E-mail <input {...form.field('email', 'email')} /></label>
 *     <p {...form.errorProps('email')}>{form.errors.email}</p>
 *     <button>{form.status === 'done' ? 'Thank you' : 'Subscribe'}</button>
 *   </form>
 * );
 * ```
 */
export function useForm<Schema extends StandardSchemaV1>(
  options: SchemaFormOptions<Schema>,
): Form<StandardSchemaV1.InferInput<Schema>>;
export function useForm(options?: PlainFormOptions): Form<Record<string, never>>;
export function useForm({
  schema,
  initial = {},
  onSubmit,
  validateOn = 'submit',
}: FormOptions<Values, never> & { readonly schema?: StandardSchemaV1 | undefined } = {}): Form<Values> {
  // Outside of a component it is this hook that says so, not the first that it is made of.
  currentFrame('useForm');
  const given = new Map<string, FieldKind>();
  const [values, setValues] = useState<Values>(initial, { key: 'values' });
  const [errors, setErrors] = useState<FieldErrors>(NO_ERRORS, { key: 'errors' });
  const [status, setStatus] = useState<FormStatus>('idle', { key: 'status' });
  const [{ touched, resets }, setCourse] = useState<Course>({ touched: [], resets: 0 }, {});
  const id = useId();
  let isRefused = false;

  const check = (data: FormPageEvent['data'], kinds: FieldKinds): Validated<unknown> | Promise<Validated<unknown>> =>
    schema === undefined ? { value: data } : validate(schema, readFormValues(data, kinds));

  const refuse = (given: Readonly<Record<string, string | undefined>>): void => {
    const clean = cleanErrors(given);
    isRefused = Object.keys(clean).length > 0;
    setErrors(clean);
  };

  const submit = async (event: FormPageEvent): Promise<unknown> => {
    const data = dataOf(event);
    const kinds = kindsFor(event, given);
    setValues(typedValues(data, kinds));
    setCourse((course) => ({ ...course, touched: null }));
    setStatus('pending');
    isRefused = false;
    try {
      const checked = await check(data, kinds);
      if ('errors' in checked) {
        refuse(checked.errors);
        return undefined;
      }
      setErrors(NO_ERRORS);
      // What the schema made is what the handler takes: the two are typed by the same schema.
      return await onSubmit?.(checked.value as never, { event, setErrors: refuse });
    } catch (error) {
      if (!(error instanceof Redirect)) refuse({ '': FAILED });
      throw error;
    } finally {
      setStatus(isRefused ? 'failed' : 'done');
    }
  };

  const change = async (event: InputPageEvent): Promise<void> => {
    const data = dataOf(event);
    const kinds = kindsFor(event, given);
    const { name } = event.target;
    const shown = touched === null || !kinds.has(name) ? touched : [...new Set([...touched, name])];
    setValues(typedValues(data, kinds));
    setCourse((course) => ({ ...course, touched: shown }));
    const checked = await check(data, kinds);
    const found = 'errors' in checked ? checked.errors : NO_ERRORS;
    setErrors(shown === null ? found : errorsAmong(found, shown));
  };

  const props: FormProps = {
    id,
    onSubmit: submit,
    ...(schema !== undefined && { noValidate: true }),
    ...(schema !== undefined && validateOn === 'change' && { onChange: change }),
    ...(resets > 0 && { 'data-reset': resets }),
  };
  const source = { id, values, errors, kinds: given };
  const form = {
    props,
    values,
    errors,
    status,
    field: (name: string, type?: string, value?: string | number) => fieldProps(source, name, type, value),
    errorProps: (name: string) => errorProps(source, name),
    setErrors: refuse,
    reset: () => {
      setValues(initial);
      setErrors(NO_ERRORS);
      setStatus('idle');
      setCourse((course) => ({ touched: [], resets: course.resets + 1 }));
    },
  };
  // The overloads of `field` promise what its one function makes of its arguments.
  return form as Form<Values>;
}

/** What the form sent. A browser may leave out even that. */
function dataOf(event: FormPageEvent | InputPageEvent): FormPageEvent['data'] {
  return event.data ?? {};
}

/** What forms and tasks promise the type checker. Nothing here runs: the type check of the tests is the test. */
import { type } from 'arktype';
import * as v from 'valibot';
import { z } from 'zod';
import { ErrorBoundary, redirect, useForm, useTask, type FormFields } from '../../src/index.ts';

function same<T>(_value: T): void {}

export function Forms() {
  const form = useForm({
    schema: z.object({ email: z.email(), age: z.coerce.number(), address: z.object({ city: z.string() }) }),
    initial: { email: '', age: '18' },
    onSubmit: (value, { event, setErrors }) => {
      same<{ email: string; age: number; address: { city: string } }>(value);
      same<string>(event.idempotencyKey);
      setErrors({ email: 'taken', 'address.city': 'where?', '': 'all of it' });
      // @ts-expect-error a message is text
      setErrors({ email: 1 });
      // @ts-expect-error not in the schema
      same<unknown>(value.other);
      return redirect('/');
    },
  });
  // A handler that returns something of its own form says what.
  const again = useForm({ onSubmit: async (): Promise<void> => again.reset() });
  // @ts-expect-error otherwise the two ask each other
  const circular = useForm({ onSubmit: async () => circular.reset() });
  same<string | undefined>(form.errors.email);
  same<'idle' | 'pending' | 'done' | 'failed'>(form.status);

  // @ts-expect-error no field of the schema
  useForm({ schema: z.object({ email: z.string() }), initial: { mail: '' } });
  // @ts-expect-error no schema
  useForm({ schema: { email: 'string' } });

  useForm({
    schema: v.object({ age: v.pipe(v.string(), v.transform(Number)) }),
    onSubmit: ({ age }) => same<number>(age),
  });
  useForm({ schema: type({ age: 'string.numeric.parse' }), onSubmit: ({ age }) => same<number>(age) });
  const either = useForm({
    schema: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('person'), name: z.string() }),
      z.object({ kind: z.literal('company'), number: z.string() }),
    ]),
  });
  const plain = useForm({ onSubmit: (value) => same<FormFields>(value) });
  useForm();

  return (
    <form {...form.props} className="wide">
      <input {...form.field('email', 'email')} placeholder="you@example.org" />
      <input {...form.field('address.city')} />
      <input {...form.field('agree', 'checkbox')} />
      <input {...form.field('tags', 'checkbox', 'a')} />
      <input {...form.field('size', 'radio', 1)} />
      <textarea {...form.field('note')} />
      <select {...form.field('country')} />
      <select {...form.field('langs', 'multiple')} />
      <p {...form.errorProps('email')}>{form.errors.email}</p>
      {either.values.kind === 'company' && <input {...either.field('number')} />}
      <input {...plain.field('anything')} />
    </form>
  );
}

export function Tasks() {
  const rows = useTask(async ({ signal, progress }) => {
    await fetch('/', { signal });
    progress(1);
    // @ts-expect-error a number, unless the type arguments say otherwise
    progress('text');
    return [1, 2];
  }, []);
  same<number[] | undefined>(rows.data);
  same<number | undefined>(rows.progress);
  const named = useTask<string, { readonly done: number }>(({ progress }) => {
    progress({ done: 1 });
    return 'at once';
  }, []);
  same<number | undefined>(named.progress?.done);
  // @ts-expect-error what it depends on has to be said
  useTask(() => 1);
  return (
    <>
      <button onClick={rows.run}>run</button>
      <ErrorBoundary fallback={({ error, retry }) => <button onClick={retry}>{error.message}</button>}>
        <Forms />
      </ErrorBoundary>
      <ErrorBoundary fallback={<p>plain</p>}>text</ErrorBoundary>
      <ErrorBoundary fallback={null} />
    </>
  );
}

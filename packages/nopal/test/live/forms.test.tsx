/** useForm: what is submitted is checked by a schema on the server; values, errors and status are state. */
import { beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { redirect, useForm, useState, type Form } from '../../src/index.ts';
import { serve } from '../support/app.ts';
import { TestPage } from '../support/test-page.ts';
import { until } from '../support/until.ts';

let taken: unknown[] = [];
let gate: (() => void) | undefined;
beforeEach(() => {
  taken = [];
  gate = undefined;
});

const Account = z.object({
  email: z.email('not an address'),
  password: z.string().min(8, 'too short'),
  age: z.number('not a number').optional(),
  agree: z.literal(true, 'has to be'),
  tags: z.array(z.string()),
  size: z.enum(['s', 'l']),
  langs: z.array(z.string()).min(1, 'choose some'),
  note: z.string(),
});

function Field({ form, name, type = 'text' }: { form: Form<z.input<typeof Account>>; name: string; type?: string }) {
  return (
    <label>
      <input {...form.field(name, type)} />
      <em {...form.errorProps(name)}>{form.errors[name]}</em>
    </label>
  );
}

function SignUp() {
  const form = useForm({
    schema: Account,
    initial: { email: '', size: 'l', tags: ['a'], langs: ['en'], note: 'hi' },
    onSubmit: async (value, { setErrors, event }) => {
      taken.push({ ...value, by: event.submitter?.name });
      if (value.note === 'wait') await new Promise<void>((done) => void (gate = done));
      if (value.note === 'broken') throw new Error('database down');
      if (value.email === 'ann@example.org') setErrors({ email: 'taken' });
      if (value.note === 'reset') form.reset();
      return value.note === 'go' ? redirect('/welcome') : undefined;
    },
  });
  return (
    <form {...form.props}>
      <p id="status">{form.status}</p>
      <p {...form.errorProps('')}>{form.errors['']}</p>
      <Field form={form} name="email" type="email" />
      <Field form={form} name="password" type="password" />
      <Field form={form} name="age" type="number" />
      <input {...form.field('agree', 'checkbox')} />
      <em {...form.errorProps('agree')}>{form.errors.agree}</em>
      <input {...form.field('tags', 'checkbox', 'a')} />
      <input {...form.field('tags', 'checkbox', 'b')} />
      <input {...form.field('size', 'radio', 's')} />
      <input {...form.field('size', 'radio', 'l')} />
      <select {...form.field('langs', 'multiple')}>
        <option>en</option>
        <option>no</option>
      </select>
      <textarea {...form.field('note')} />
    </form>
  );
}

const good = { email: 'bob@example.org', password: '12345678', agree: 'on', size: 's', langs: 'no', note: '' };
const start = () => serve((app) => app.page('/', SignUp));
const submit = (page: TestPage, data: object): number =>
  page.raise('form', 'submit', { target: { tag: 'form', id: '', name: '' }, data, submitter: null });
const field = (page: TestPage, name: string): Element | null => page.root.querySelector(`[name="${name}"]`);

test('fields hold the initial values, and their errors are there but hidden', async () => {
  const page = await TestPage.open(await start());
  expect(page.text('#status')).toBe('idle');
  expect(field(page, 'email')?.getAttribute('value')).toBe('');
  expect(page.root.querySelector('[name=tags][value=a]')?.hasAttribute('checked')).toBe(true);
  expect(page.root.querySelector('[name=tags][value=b]')?.hasAttribute('checked')).toBe(false);
  expect(page.root.querySelector('[name=size][value=l]')?.hasAttribute('checked')).toBe(true);
  expect(page.root.querySelector('option[selected]')?.textContent).toBe('en');
  expect(field(page, 'email')?.hasAttribute('aria-invalid')).toBe(false);
  const hidden = [...page.root.querySelectorAll('[role=alert]')].map((each) => each.hasAttribute('hidden'));
  expect(new Set(hidden)).toEqual(new Set([true]));
  const ids = [...page.root.querySelectorAll('[id]')].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('what the schema refuses is shown beside each field, and what was typed stays, but for passwords', async () => {
  const page = await TestPage.open(await start());
  const data = { email: 'bob', password: 'geheim', age: 'x', size: 's', note: 'kept' };
  expect(await page.answer(submit(page, data))).toEqual([1, 'done']);
  expect(taken).toEqual([]);
  await page.shows('failed', '#status');
  const email = field(page, 'email');
  expect(email?.getAttribute('value')).toBe('bob');
  expect(email?.getAttribute('aria-invalid')).toBe('true');
  const error = page.root.querySelector(`[id="${email?.getAttribute('aria-describedby')}"]`);
  expect(error?.textContent).toBe('not an address');
  expect(error?.hasAttribute('hidden')).toBe(false);
  expect(field(page, 'age')?.getAttribute('value')).toBe('x');
  expect(field(page, 'password')?.hasAttribute('value')).toBe(false);
  const texts = [...page.root.querySelectorAll('em')].map((each) => each.textContent);
  expect(texts).toEqual(['not an address', 'too short', 'not a number', 'has to be']);
  expect(page.root.querySelector('option[selected]')).toBeNull();
  expect(page.received.join('')).not.toContain('geheim');
});

test('what it accepts comes typed to the handler: numbers, ticks, lists; and the errors go', async () => {
  const page = await TestPage.open(await start());
  submit(page, { ...good, email: 'bob' });
  await page.shows('failed', '#status');
  await page.answer(submit(page, { ...good, age: '42', tags: 'b' }));
  await page.shows('done', '#status');
  expect(taken).toEqual([{ ...good, age: 42, agree: true, tags: ['b'], langs: ['no'] }]);
  expect(page.root.querySelectorAll('[aria-invalid]')).toHaveLength(0);
  expect(field(page, 'email')?.getAttribute('value')).toBe('bob@example.org');
});

test('it is pending while the handler runs', async () => {
  const page = await TestPage.open(await start());
  const number = submit(page, { ...good, note: 'wait' });
  await page.shows('pending', '#status');
  await until(() => gate !== undefined);
  gate?.();
  await page.answer(number);
  await page.shows('done', '#status');
});

test('the handler may say what is wrong after all', async () => {
  const page = await TestPage.open(await start());
  await page.answer(submit(page, { ...good, email: 'ann@example.org' }));
  await page.shows('failed', '#status');
  expect(page.text('em')).toBe('taken');
});

test('a handler that throws has failed, in general words, and the log has what it was', async () => {
  const running = await start();
  const page = await TestPage.open(running);
  expect(await page.answer(submit(page, { ...good, note: 'broken' }))).toEqual([1, 'done', 'failed']);
  await page.shows('failed', '#status');
  expect(page.text('[role=alert]')).toBe('This could not be sent. Please try again.');
  expect(page.received.join('')).not.toContain('database down');
  expect(running.coded('handler-failed')).toHaveLength(1);
});

test('a reset puts the initial values back, and tells the browser', async () => {
  const page = await TestPage.open(await start());
  await page.answer(submit(page, { ...good, email: 'bob' }));
  await page.shows('failed', '#status');
  expect(page.root.querySelector('form')?.hasAttribute('data-reset')).toBe(false);
  await page.answer(submit(page, { ...good, note: 'reset' }));
  await page.shows('done', '#status');
  expect(field(page, 'email')?.getAttribute('value')).toBe('');
  expect(page.root.querySelector('form')?.getAttribute('data-reset')).toBe('1');
  await page.answer(submit(page, { ...good, note: 'reset' }));
  await until(() => page.root.querySelector('form')?.getAttribute('data-reset') === '2');
});

test('errors are pushed to by the form’s name', async () => {
  const running = await start();
  const page = await TestPage.open(running);
  running.app.updater.broadcastStateUpdate('form.errors', { email: 'has just been taken' });
  await page.shows('has just been taken', 'em');
});

test('checked on change, a form shows the errors of fields that were changed', async () => {
  const Checked = () => {
    const form = useForm({
      schema: z.object({ name: z.string().min(2, 'longer'), city: z.string().min(2, 'which?') }),
      validateOn: 'change',
    });
    return (
      <form {...form.props}>
        <input {...form.field('name')} />
        <p {...form.errorProps('name')}>{form.errors.name}</p>
        <input {...form.field('city')} />
        <p {...form.errorProps('city')}>{form.errors.city}</p>
      </form>
    );
  };
  const running = await serve((app) => app.page('/', Checked));
  const page = await TestPage.open(running);
  const change = (name: string, data: object): number =>
    page.raise('form', 'change', { target: { tag: 'input', id: '', name, value: '' }, data });
  const errors = (): (string | null)[] => [...page.root.querySelectorAll('p')].map((each) => each.textContent);
  await page.answer(change('name', { name: 'A', city: '' }));
  expect(errors()).toEqual(['longer', '']);
  await page.answer(change('name', { name: 'Ann', city: '' }));
  expect(errors()).toEqual(['', '']);
  await page.answer(change('never heard of', { name: 'Ann', city: '' }));
  expect(errors()).toEqual(['', '']);
  await page.answer(submit(page, { name: 'A', city: '' }));
  expect(errors()).toEqual(['longer', 'which?']);
  await page.answer(change('name', { name: 'Ann', city: '' }));
  expect(errors()).toEqual(['', 'which?']);
});

test('without a schema, the handler takes what the form sent', async () => {
  const Plain = () => {
    const [count, setCount] = useState(0);
    const form = useForm({
      initial: { word: 'first' },
      onSubmit: (value) => {
        taken.push(value);
        setCount(count + 1);
      },
    });
    return (
      <form {...form.props}>
        <input {...form.field('word')} />
        <i>{count}</i>
      </form>
    );
  };
  const running = await serve((app) => app.page('/', Plain));
  const page = await TestPage.open(running);
  expect(field(page, 'word')?.getAttribute('value')).toBe('first');
  await page.answer(submit(page, { word: 'last', more: ['a', 'b'] }));
  await page.shows('1', 'i');
  expect(taken).toEqual([{ word: 'last', more: ['a', 'b'] }]);
  // A browser may leave out whatever it likes.
  expect(await page.answer(page.raise('form', 'submit'))).toEqual([2, 'done']);
});

test('posted without the script, it comes back with its errors and what was typed, or goes where the handler says', async () => {
  const running = await start();
  const page = await TestPage.fetch(running);
  const hidden = field(page, 'nopal-form')?.getAttribute('value') ?? '';
  const post = (data: Record<string, string>): Promise<Response> =>
    fetch(running.url, {
      method: 'POST',
      body: new URLSearchParams({ ...data, 'nopal-form': hidden }),
      redirect: 'manual',
      headers: { origin: running.url },
    });
  const failed = await (await post({ ...good, email: 'bob', password: 'geheim' })).text();
  expect(failed).toContain('not an address');
  expect(failed).toContain('value="bob"');
  expect(failed).not.toContain('geheim');
  const response = await post({ ...good, note: 'go' });
  expect([response.status, response.headers.get('location')]).toEqual([303, '/welcome']);
  expect(taken).toHaveLength(1);
});

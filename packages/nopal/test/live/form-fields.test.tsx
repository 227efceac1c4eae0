/** Fields of which a browser sends nothing while nothing is chosen: those that the visitor's own form has. */
import { beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { Page, useForm, useState, type Form } from '../../src/index.ts';
import { serve } from '../support/app.ts';
import { TestPage } from '../support/test-page.ts';

let taken: unknown[] = [];
let role = 'user';
beforeEach(() => {
  taken = [];
  role = 'user';
});

const Profile = z.record(z.string(), z.unknown());
type ProfileForm = Form<z.input<typeof Profile>>;

const Rights = ({ form }: { form: ProfileForm }) => (
  <fieldset>
    <input {...form.field('admin', 'checkbox')} />
    <input {...form.field('quota', 'number')} />
    <input {...form.field('pin', 'password')} />
    <select {...form.field('roles', 'multiple')}>
      <option>editor</option>
    </select>
  </fieldset>
);

function Edit({ isAdmin }: { isAdmin: boolean }) {
  const [shown] = useState<readonly string[]>(['0']);
  const form = useForm({
    schema: Profile,
    onSubmit: (value, { setErrors }) => {
      taken.push(value);
      if (value['name'] === 'taken') setErrors({ name: 'taken' });
    },
  });
  return (
    <>
      <form {...form.props}>
        <input {...form.field('name')} />
        <input {...form.field('news', 'checkbox')} />
        {isAdmin && <Rights form={form} />}
        {isAdmin && <input {...form.field('tags', 'checkbox', 'red')} />}
        {shown.map((row) => (
          <Row key={row} form={form} row={row} />
        ))}
        <em>{form.errors['name']}</em>
      </form>
      <input {...form.field('elsewhere', 'checkbox')} form={form.props.id} />
      <input type="checkbox" name="another" form="another" />
    </>
  );
}

const Row = ({ form, row }: { form: ProfileForm; row: string }) => (
  <input {...form.field(`rows.${row}.done`, 'checkbox')} />
);

const Shell = () => (
  <main>
    <input type="checkbox" name="in-the-shell" />
    <Page />
  </main>
);

const options = { props: () => ({ isAdmin: role === 'admin' }) };
const start = () => serve((app) => app.page('/', Edit, options).page('/shell', Edit, { ...options, shell: Shell }));
const submit = async (page: TestPage, data: object): Promise<unknown> => {
  await page.answer(page.raise('form', 'submit', { target: { tag: 'form', id: '', name: '' }, data }));
  return taken.at(-1);
};
const ofUser = { name: 'ann', news: false, rows: [{ done: false }], elsewhere: false };
const ofAdmin = { ...ofUser, admin: false, roles: [], tags: [] };

test.each(['/', '/shell'])('a form has the fields of its own visitor, whoever else is on the page %s', async (path) => {
  const running = await start();
  const user = await TestPage.open(running, path);
  expect(await submit(user, { name: 'ann' })).toEqual(ofUser);
  role = 'admin';
  const admin = await TestPage.open(running, path);
  expect(await submit(admin, { name: 'ann' })).toEqual(ofAdmin);
  expect(await submit(user, { name: 'ann' })).toEqual(ofUser);
  role = 'user';
  expect(await submit(await TestPage.open(running, path), { name: 'ann' })).toEqual(ofUser);
});

test('nested fields keep their kinds: numbers, lists, and what is never put back', async () => {
  role = 'admin';
  const page = await TestPage.open(await start());
  const data = { name: 'taken', quota: '7', pin: '1234', roles: 'editor', admin: 'on', tags: 'red' };
  const value = { quota: 7, pin: '1234', roles: ['editor'], admin: true, tags: ['red'] };
  expect(await submit(page, data)).toEqual({ ...ofUser, ...value, name: 'taken' });
  await page.shows('taken', 'em');
  expect(page.root.querySelector('[name=quota]')?.getAttribute('value')).toBe('7');
  expect(page.received.join('')).not.toContain('1234');
});

test('rows that come and go have what they have now', async () => {
  const running = await start();
  const page = await TestPage.open(running);
  running.app.updater.broadcastStateUpdate('shown', ['0', '1']);
  expect(await submit(page, { 'rows.1.done': 'on' })).toMatchObject({ rows: [{ done: false }, { done: true }] });
  running.app.updater.broadcastStateUpdate('shown', []);
  expect(await submit(page, { name: 'ann' })).toEqual({ name: 'ann', news: false, elsewhere: false });
});

test('posted without the script, a form has the fields of its own visitor, too', async () => {
  const running = await start();
  const post = async (): Promise<unknown> => {
    const page = await TestPage.fetch(running);
    const hidden = page.root.querySelector('[name=nopal-form]')?.getAttribute('value') ?? '';
    const body = new URLSearchParams({ name: 'ann', 'nopal-form': hidden });
    await fetch(running.url, { method: 'POST', body, headers: { origin: running.url } });
    return taken.at(-1);
  };
  expect(await post()).toEqual(ofUser);
  role = 'admin';
  expect(await post()).toEqual(ofAdmin);
  role = 'user';
  expect(await post()).toEqual(ofUser);
});

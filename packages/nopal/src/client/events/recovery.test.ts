// @vitest-environment happy-dom
/** What the user wrote outlives the server's memory of it. */
import { beforeEach, expect, test, vi } from 'vitest';
import { TestHost } from '../../../test/support/test-host.ts';
import { start } from '../events.ts';
import { hooks } from '../parts.ts';

beforeEach(() => sessionStorage.clear());

const page = (html: string): TestHost => new TestHost(html, start);
const told = (host: TestHost): unknown[] =>
  host.asked.map(([, , type, detail]) => [type, (detail as { target: { name: string } }).target.name]);

/** The server forgot the page; here is what it has in its place. */
async function lose(host: TestHost, ...tree: Parameters<TestHost['morph']>): Promise<void> {
  hooks.lost?.();
  host.asked.length = 0;
  host.morph(...tree);
  await Promise.resolve();
}

test('what was typed stays, and the server is told of it once', async () => {
  const host = page('<input name="a" data-nopal="= input" value=""><input name="b" data-nopal="= input" value="">');
  host.type('[name=a]', 'typed');
  host.patch(0, { value: 'typed' });
  host.answer(1);
  host.find('[name=a]').focus();
  host.find('[name=a]').setSelectionRange(2, 3);
  const fields = ['a', 'b'].map((name) => ['input', { name, 'data-nopal': '= input', value: '' }] as [string, object]);
  await lose(host, ...(fields as Parameters<TestHost['morph']>));
  expect([host.find('[name=a]').value, host.find('[name=a]').getAttribute('value')]).toEqual(['typed', '']);
  expect([host.find('[name=a]').selectionStart, host.find('[name=a]').selectionEnd]).toEqual([2, 3]);
  expect(told(host)).toEqual([['input', 'a']]);
  host.patch(0, { value: 'typed' });
  host.answer(2);
  expect(host.find('[name=a]').value).toBe('typed');
});

test('a server that knows what was typed is not told again', async () => {
  const host = page('<input name="a" data-nopal="= input" value="">');
  host.type('input', 'typed');
  host.answer(1, 'unknown');
  await lose(host, ['input', { name: 'a', 'data-nopal': '= input', value: 'typed' }]);
  expect([host.find('input').value, host.asked]).toEqual(['typed', []]);
});

test('what was typed stays though the server has another value by now', async () => {
  const host = page('<input name="a" data-nopal="input" value="old">');
  host.type('input', 'typed');
  host.answer(1);
  await lose(host, ['input', { name: 'a', 'data-nopal': 'input', value: 'new' }]);
  expect([host.find('input').value, told(host)]).toEqual(['typed', [['input', 'a']]]);
});

test('a form that listens is told; nobody is told of a field that nobody listens to', async () => {
  const host = page('<form data-nopal="change"><input name="a"></form><input name="b">');
  host.type('[name=a]', '1');
  host.type('[name=b]', '2');
  await lose(host, ['form', { 'data-nopal': 'change' }, ['input', { name: 'a' }]], ['input', { name: 'b' }]);
  expect([host.find('[name=a]').value, host.find('[name=b]').value, told(host)]).toEqual(['1', '2', [['change', 'a']]]);
});

test('boxes and choices are told, of a group the one that is chosen', async () => {
  const html =
    '<form data-nopal="change"><input type="radio" name="r" value="1" checked><input type="radio" name="r" value="2">' +
    '<select name="s"><option>x</option><option>y</option></select></form>';
  const host = page(html);
  host.tick('[value="2"]');
  host.find<HTMLSelectElement>('select').value = 'y';
  host.raise('select', 'change');
  await lose(host, [
    'form',
    { 'data-nopal': 'change' },
    ['input', { type: 'radio', name: 'r', value: '1', checked: '' }],
    ['input', { type: 'radio', name: 'r', value: '2' }],
    ['select', { name: 's' }, ['option', 'x'], ['option', 'y']],
  ]);
  expect(host.details.map(({ data }) => ({ ...(data as object) }))).toEqual([
    { r: '2', s: 'y' },
    { r: '2', s: 'y' },
  ]);
});

test('nothing is told of an untouched page, nor of what the server took or set', async () => {
  const fields = '<input name="a" value=""><input name="b" value="">';
  const host = page(`<form data-nopal="input submit">${fields.replaceAll('value', 'data-nopal="=" value')}</form>`);
  const tree = (value: string): Parameters<TestHost['morph']> => [
    [
      'form',
      { 'data-nopal': 'input submit' },
      ...['a', 'b'].map((name) => ['input', { name, 'data-nopal': '=', value }] as [string, Record<string, string>]),
    ],
  ];
  await lose(host, ...tree('x'));
  expect(host.asked).toEqual([]);
  host.type('[name=a]', 'sent');
  host.type('[name=b]', 'replaced');
  host.answer(1);
  host.answer(2);
  host.patch(0, [0, { value: '' }, 1, { value: 'by a push' }]);
  await lose(host, ...tree('y'));
  expect([host.asked, host.find('[name=a]').value, host.find('[name=b]').value]).toEqual([[], 'y', 'y']);
});

test('a field that is made anew gets what was in the one of its name', async () => {
  const host = page('<p><input name="a" data-nopal="input"></p>');
  host.type('input', 'typed');
  host.answer(1);
  await lose(host, ['div', ['input', { name: 'a', 'data-nopal': 'input' }]]);
  expect([host.find('div > input').value, told(host)]).toEqual(['typed', [['input', 'a']]]);
});

test('what was typed is there after the page loaded itself again, but no password', async () => {
  const html =
    '<form id="f"><input name="a" data-nopal="input"><input name="p" type="password" data-nopal="input"></form>' +
    '<input type="checkbox" name="c" value="1" data-nopal="change">';
  const host = page(html);
  host.type('[name=a]', 'typed');
  host.type('[name=p]', 'secret');
  host.tick('[name=c]');
  dispatchEvent(new Event('nopal:reload'));
  expect(JSON.stringify({ ...sessionStorage })).not.toContain('secret');
  const loaded = page(html);
  await Promise.resolve();
  expect(['a', 'p'].map((name) => loaded.find(`[name=${name}]`).value)).toEqual(['typed', '']);
  expect(told(loaded)).toEqual([
    ['input', 'a'],
    ['change', 'c'],
  ]);
  // It was for that load alone.
  expect(page(html).find('[name=a]').value).toBe('');
});

test('of fields with one name each keeps its own; one without a name is not mistaken for another', async () => {
  const html =
    '<p data-key="a"><input name="n"></p><p data-key="b"><input name="n"><input name="n"></p><input><input type="email">';
  const host = page(html);
  host.type('[data-key=b] :last-child', 'typed');
  host.type('[type=email]', 'nameless');
  dispatchEvent(new Event('nopal:reload'));
  const loaded = page(html.replace('<p data-key="a">', '<p data-key="new"><input name="n"></p><p data-key="a">'));
  const values = (): string[] => [...loaded.root.querySelectorAll('input')].map(({ value }) => value);
  expect(values()).toEqual(['', '', '', 'typed', '', '']);
  loaded.type('[type=email]', 'nameless');
  await lose(loaded, ['div', ['input'], ['input', { type: 'email' }]]);
  expect(values()).toEqual(['', '']);
});

test('a field is told by the event that it listens to itself', async () => {
  const host = page('<form data-nopal="input"><input name="a" data-nopal="change"></form>');
  host.type('input', 'typed');
  await lose(host, ['form', { 'data-nopal': 'input' }, ['input', { name: 'a', 'data-nopal': 'change' }]]);
  expect(told(host)).toEqual([['change', 'a']]);
});

test('what was kept is of no use on another page', () => {
  const host = page('<input name="a">');
  host.type('input', 'typed');
  dispatchEvent(new Event('nopal:reload'));
  history.replaceState(null, '', '/other');
  expect(page('<input name="a">').find('input').value).toBe('');
  history.replaceState(null, '', '/');
});

test('what was typed before there was a script is told', async () => {
  const host = new TestHost('<input name="a" data-nopal="= input" value="">', (given) => {
    given.root.querySelector('input')?.setAttribute('value', '');
    (given.root.firstChild as HTMLInputElement).value = 'early';
    start(given);
  });
  await vi.waitFor(() => expect(told(host)).toEqual([['input', 'a']]));
  expect(host.find('input').value).toBe('early');
});

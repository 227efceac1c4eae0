/** Fields that both the visitor and the server change. */
import { expect, test } from 'vitest';
import { useBrowser } from './support/browser.ts';
import { eventually } from './support/eventually.ts';
import { focused, openFarAway, select, valueOf } from './support/fields.ts';
import { useFixtureApp } from './support/shared-app.ts';
import { markedNodes, markNodes } from './support/nodes.ts';
import type { Tab } from './support/tab.ts';

const browser = useBrowser();
const app = useFixtureApp('fields');

const open = (path: string): Promise<Tab> => browser.open(app().url + path).then((tab) => tab.connected());
let notices = 0;

/** Changes something on all pages that is none of their fields; resolves when a tab shows it. */
async function disturb(tab: Tab): Promise<void> {
  const notice = `Notice-${++notices}`;
  await app().push('notice', notice);
  await eventually(() => tab.html()).toContain(notice);
}

test('focus, caret and selection are where they were after a push', async () => {
  const tab = await open('/texts');
  await tab.page.locator('#name').fill('a field of the server');
  await tab.shows('#hello', 'a field of the server');
  await select(tab.page, '#name', 2, 7);
  await disturb(tab);
  expect(await focused(tab.page)).toEqual(['name', 'a field of the server', 2, 7]);
});

test('a push beside a field that is typed in leaves it alone, and one that sets it wins; the caret stays', async () => {
  const tab = await open('/texts');
  await tab.page.locator('#draft').fill('visitor');
  await disturb(tab);
  expect(await focused(tab.page)).toEqual(['draft', 'visitor', 7, 7]);
  await tab.page.locator('#name').fill('typed');
  await tab.shows('#hello', 'typed');
  await select(tab.page, '#name', 3);
  await app().push('name', 'typewriter');
  await tab.shows('#hello', 'typewriter');
  expect(await focused(tab.page)).toEqual(['name', 'typewriter', 3, 3]);
  // What was typed and left again is no business of other pushes either.
  expect(await valueOf(tab.page, '#draft')).toBe('visitor');
});

test('no character is lost that is typed faster than the server answers', async () => {
  const tab = await openFarAway(browser, app(), '/texts');
  const text = 'the quick brown fox jumps over the lazy dog';
  const name = tab.page.locator('#name');
  await name.fill('');
  await name.pressSequentially(text, { delay: 20 });
  expect(await name.inputValue()).toBe(text);
  await tab.shows('#hello', text);
  expect(await name.inputValue()).toBe(text);
  // In the middle of what is there, while the answers to it still come.
  await select(tab.page, '#name', 4);
  await name.pressSequentially('very ', { delay: 20 });
  await disturb(tab);
  await tab.shows('#hello', text.replace('quick', 'very quick'));
  expect(await focused(tab.page)).toEqual(['name', text.replace('quick', 'very quick'), 9, 9]);
});

test('a server that writes a field in its own way does so when the visitor pauses', async () => {
  const tab = await openFarAway(browser, app(), '/texts');
  const loud = tab.page.locator('#loud');
  await loud.pressSequentially('louder', { delay: 20 });
  expect(await loud.inputValue()).toMatch(/louder/i);
  await eventually(() => loud.inputValue()).toBe('LOUDER');
  expect(await focused(tab.page)).toEqual(['loud', 'LOUDER', 6, 6]);
  await select(tab.page, '#loud', 2);
  await loud.pressSequentially('xy', { delay: 20 });
  await eventually(() => loud.inputValue()).toBe('LOXYUDER');
  expect(await focused(tab.page)).toEqual(['loud', 'LOXYUDER', 4, 4]);
});

test('what the server says waits until a composition is over', async () => {
  const tab = await open('/texts');
  const loud = tab.page.locator('#loud');
  const keyboard = await tab.page.context().newCDPSession(tab.page);
  await loud.focus();
  await keyboard.send('Input.imeSetComposition', { text: 'ka', selectionStart: 2, selectionEnd: 2 });
  await eventually(() => loud.getAttribute('value')).toBe('KA');
  expect(await loud.inputValue()).toBe('ka');
  // Had it been ended, this would come behind it.
  await keyboard.send('Input.imeSetComposition', { text: 'kana', selectionStart: 4, selectionEnd: 4 });
  await eventually(() => loud.getAttribute('value')).toBe('KANA');
  expect(await loud.inputValue()).toBe('kana');
  await keyboard.send('Input.insertText', { text: 'kana' });
  await eventually(() => focused(tab.page)).toEqual(['loud', 'KANA', 4, 4]);
});

test('a field that was typed in and left keeps what was typed', async () => {
  const tab = await openFarAway(browser, app(), '/texts');
  await tab.page.locator('#draft').pressSequentially('kept');
  await tab.page.locator('#loud').focus();
  await disturb(tab);
  expect(await valueOf(tab.page, '#draft')).toBe('kept');
});

test('a form that was sent is empty, with the focus in it, though the server means the same as before', async () => {
  const tab = await openFarAway(browser, app(), '/chat');
  const text = tab.page.locator('#text');
  for (const said of ['one', 'two']) {
    await text.pressSequentially(said);
    await text.press('Enter');
    await tab.page.getByText(said, { exact: true }).waitFor();
    await eventually(() => text.inputValue()).toBe('');
    expect(await focused(tab.page)).toEqual(['text', '', 0, 0]);
  }
});

test('what is typed while a form is on its way is there when it is cleared', async () => {
  const tab = await openFarAway(browser, app(), '/chat');
  const text = tab.page.locator('#text');
  await text.pressSequentially('sent');
  await text.press('Enter');
  await text.pressSequentially(' next');
  expect(await text.inputValue()).toBe('sent next');
  await tab.page.getByText('sent', { exact: true }).waitFor();
  await eventually(() => focused(tab.page)).toEqual(['text', ' next', 5, 5]);
});

test('a choice stays chosen when the choices around it come and go', async () => {
  const tab = await open('/choices');
  await tab.page.locator('#own').selectOption('Chur');
  await markNodes(tab.page, ['#own']);
  for (const towns of [
    ['Aarau', 'Bern', 'Chur', 'Genf'],
    ['Chur', 'Aarau'],
    ['Zug', 'Genf', 'Chur'],
  ]) {
    await app().push('towns', towns);
    await eventually(() => tab.page.locator('#own option').allTextContents()).toEqual(towns);
    expect(await valueOf(tab.page, '#own')).toBe('Chur');
  }
  expect(await markedNodes(tab.page, ['#own'])).toEqual(['window', '#own']);
  await app().push('towns', ['Bern', 'Chur', 'Genf']);
});

test('a list of choices follows its options: those that are meant are chosen, and no others', async () => {
  const tab = await openFarAway(browser, app(), '/choices');
  const many = tab.page.locator('#many');
  const chosen = (): Promise<string[]> =>
    many.evaluate((list) => [...(list as HTMLSelectElement).selectedOptions].map((option) => option.text));
  expect(await chosen()).toEqual(['Chur']);
  await many.selectOption(['Bern', 'Genf']);
  await tab.shows('#state', '[["Bern","Genf"],false,"small",false]');
  expect(await chosen()).toEqual(['Bern', 'Genf']);
  await many.selectOption(['Bern', 'Chur', 'Genf']);
  expect(await chosen()).toEqual(['Bern', 'Chur', 'Genf']);
  await tab.shows('#answered', '2');
  await eventually(chosen).toEqual(['Bern', 'Genf']);
  await app().push('chosen', ['Chur']);
  await eventually(chosen).toEqual(['Chur']);
  await app().push('towns', ['Chur', 'Arosa']);
  await eventually(() => many.locator('option').allTextContents()).toEqual(['Chur', 'Arosa']);
  expect(await chosen()).toEqual(['Chur']);
  await app().push('towns', ['Bern', 'Chur', 'Genf']);
});

test('boxes and radio buttons show what the server means after the visitor changed them', async () => {
  const tab = await openFarAway(browser, app(), '/choices');
  const isTicked = (name: string): Promise<boolean> => tab.page.getByLabel(name, { exact: true }).isChecked();
  const click = (name: string): Promise<void> => tab.page.getByLabel(name, { exact: true }).click();
  await click('On');
  await click('Never');
  await click('large');
  // At once, as everywhere; what the server thinks of it comes later.
  expect([await isTicked('On'), await isTicked('Never'), await isTicked('large')]).toEqual([true, true, true]);
  await tab.shows('#answered', '2');
  await eventually(() => isTicked('Never')).toBe(false);
  expect([await isTicked('On'), await isTicked('large')]).toEqual([true, true]);
  await click('none');
  await tab.shows('#answered', '3');
  await eventually(() => isTicked('large')).toBe(true);
  expect(await isTicked('none')).toBe(false);
  await app().push('isOn', false);
  await app().push('size', 'small');
  await eventually(() => isTicked('small')).toBe(true);
  expect([await isTicked('On'), await isTicked('large')]).toEqual([false, false]);
});

test('what opens and closes follows the server, and says nothing when the server did it', async () => {
  const tab = await openFarAway(browser, app(), '/choices');
  const isOpen = (selector: string): Promise<boolean> =>
    tab.page.locator(selector).evaluate((each) => (each as HTMLDetailsElement).open);
  await tab.page.getByText('More').click();
  await tab.page.getByText('Stuck').click();
  expect([await isOpen('#more'), await isOpen('#stuck')]).toEqual([true, true]);
  await tab.shows('#answered', '2');
  await eventually(() => isOpen('#stuck')).toBe(false);
  expect(await isOpen('#more')).toBe(true);
  await app().push('isOpen', false);
  await eventually(() => isOpen('#more')).toBe(false);
  // Whatever that raised would have been told before this.
  await tab.page.getByLabel('Never').click();
  await tab.shows('#answered', '3');
});

test('a text field holds what the server says right after it said so, a megabyte too, and tells as much', async () => {
  const tab = await open('/texts');
  const story = tab.page.locator('#story');
  const long = 'A line of a long story.\n'.repeat(44_000);
  await app().push('story', long);
  await tab.shows('#length', `${long.length}`);
  expect(await story.inputValue()).toBe(long);
  await story.focus();
  await select(tab.page, '#story', 5);
  await tab.page.keyboard.type('!');
  await tab.shows('#length', `${long.length + 1}`);
  expect([(await story.inputValue()).length, await tab.text('#told')]).toEqual([long.length + 1, '1']);
  await app().push('story', 'short\n');
  await tab.shows('#length', '6');
  expect(await story.inputValue()).toBe('short\n');
});

test('a file that was chosen stays chosen when everything around it changes', async () => {
  const tab = await open('/upload');
  const file = tab.page.locator('#file');
  await file.setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('notes') });
  await disturb(tab);
  await tab.page.locator('button').click();
  await eventually(() => file.getAttribute('title')).toBe('1');
  const names = file.evaluate((each) => [...((each as HTMLInputElement).files ?? [])].map(({ name }) => name));
  expect(await names).toEqual(['notes.txt']);
});

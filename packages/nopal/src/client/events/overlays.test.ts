// @vitest-environment happy-dom
/** How events look that are not answered yet. */
import { expect, test } from 'vitest';
import { TestHost } from '../../../test/support/test-host.ts';
import { start } from '../events.ts';

const page = (html: string): TestHost => new TestHost(html, start);

test('an element is pending until all that was raised on it is answered', () => {
  const host = page('<button data-nopal="click">go</button>');
  host.raise('button', 'click');
  host.raise('button', 'click');
  host.answer(1);
  expect(host.find('button').hasAttribute('data-pending')).toBe(true);
  host.answer(2);
  expect(host.root.innerHTML).toBe('<button data-nopal="click">go</button>');
});

const form =
  '<form data-nopal="submit"><input name="a" data-pending-readonly=""><fieldset data-pending-disabled=""></fieldset>' +
  '<button data-pending-text="Saving…">Save <b>1</b></button><button disabled="">Other</button></form>';

test('a form that is being sent shows it, and is as before with the answer', () => {
  const host = page(form);
  const before = host.root.innerHTML;
  host.raise('form', new SubmitEvent('submit', { bubbles: true, cancelable: true, submitter: host.find('button') }));
  const button = host.find<HTMLButtonElement>('button');
  expect([button.disabled, button.textContent, button.hasAttribute('data-pending')]).toEqual([true, 'Saving…', true]);
  expect([host.find('input').readOnly, host.find('fieldset').hasAttribute('disabled')]).toEqual([true, true]);
  host.answer(1);
  expect(host.root.innerHTML).toBe(before);
});

test('only the button that was pressed says that it is at work', () => {
  const host = page(
    '<form data-nopal="submit"><button data-pending-text="x">a</button><button data-pending-text="y">b</button></form>',
  );
  const submitter = host.root.querySelectorAll('button')[1] ?? null;
  host.raise('form', new SubmitEvent('submit', { bubbles: true, cancelable: true, submitter }));
  expect([...host.root.querySelectorAll('button')].map((each) => [each.textContent, each.disabled])).toEqual([
    ['a', true],
    ['y', true],
  ]);
});

test('the page changes as if nothing lay over it, and shows it afterwards', () => {
  const host = page(form);
  host.raise('form', 'submit');
  host.patch(0, 1, { disabled: '' }, 0, 2, [[1, 0, [['i', '→']]], 1, [0, 4, 'Store'], { class: 'wide' }]);
  expect([host.find('button').textContent, host.find('fieldset').hasAttribute('disabled')]).toEqual(['Saving…', true]);
  host.answer(1);
  expect(host.find('button').outerHTML).toBe(
    '<button data-pending-text="Saving…" class="wide"><i>→</i>Store <b>1</b></button>',
  );
  // The server's own, not what lay over it.
  expect(host.find('fieldset').hasAttribute('disabled')).toBe(true);
});

test('a form that is being sent is not sent again; then it may be', () => {
  const host = page(form);
  for (let i = 0; i < 2; i++) expect(host.raise('form', 'submit').defaultPrevented).toBe(true);
  expect(host.asked).toHaveLength(1);
  host.answer(1, 'not run', 'stale');
  host.raise('form', 'submit');
  expect(host.asked).toHaveLength(2);
});

test('an event that is refused is not pending', () => {
  const host = page('<button data-nopal="click">go</button>');
  host.refusal = 'busy';
  host.raise('button', 'click');
  expect(host.find('button').hasAttribute('data-pending')).toBe(false);
});

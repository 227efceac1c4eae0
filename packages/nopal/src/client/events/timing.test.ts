// @vitest-environment happy-dom
/** When events are told. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TestHost } from '../../../test/support/test-host.ts';
import { start } from '../events.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const page = (html: string): TestHost => new TestHost(html, start);
const pass = (ms: number): void => void vi.advanceTimersByTime(ms);
const values = (host: TestHost): unknown[] => host.details.map(({ target }) => (target as { value?: string }).value);

test('an event that is debounced is told when no other came for a while, as things are then', () => {
  const host = page('<b></b><input data-nopal="input;d300">');
  host.type('input', 'a');
  pass(299);
  host.type('input', 'ab');
  pass(299);
  expect(host.asked).toEqual([]);
  host.patch([0, 0, 1]);
  pass(1);
  expect([values(host), host.asked[0]?.[1]]).toEqual([['ab'], [0]]);
  pass(1000);
  expect(host.asked).toHaveLength(1);
});

test('an event that is throttled is told at once, then at most so often, the last one always', () => {
  const host = page('<input data-nopal="input;t100">');
  for (const value of ['a', 'ab', 'abc']) host.type('input', value);
  expect(values(host)).toEqual(['a']);
  pass(100);
  expect(values(host)).toEqual(['a', 'abc']);
  host.type('input', 'abcd');
  pass(99);
  expect(host.asked).toHaveLength(2);
  pass(1);
  pass(100);
  host.type('input', 'x');
  expect(values(host)).toEqual(['a', 'abc', 'abcd', 'x']);
});

test.each(['mousemove', 'scroll', 'wheel', 'timeupdate'])('%s is told ten times a second at most', (type) => {
  const host = page(`<p data-nopal="${type}"></p>`);
  for (let i = 0; i < 100; i++) {
    host.raise('p', type);
    pass(10);
  }
  // The first one, and then one at each tenth of a second.
  expect(host.asked).toHaveLength(11);
});

test('what waits is told before whatever happens next, in its order', () => {
  const host = page(
    '<input id="a" data-nopal="input;d300"><input id="b" data-nopal="input;d300"><button data-nopal="click">x</button>',
  );
  for (const [field, text] of ['ab', 'ba', 'a2'].map((each) => [...each] as [string, string]))
    host.type(`#${field}`, text);
  host.raise('button', 'click');
  expect(host.details.map(({ target }) => (target as { id: string }).id)).toEqual(['b', 'a', '']);
  pass(1000);
  expect(host.asked).toHaveLength(3);
});

test.each(['blur', 'change'])('what waits is told when its field is left: %s', (type) => {
  const host = page('<input data-nopal="input;d300">');
  host.type('input', 'a');
  host.raise('input', new Event(type));
  expect(values(host)).toEqual(['a']);
});

test('what waits is told before a form is sent, and before the page is left', () => {
  const host = page('<form><input data-nopal="input;d300"></form>');
  host.type('input', 'a');
  host.raise('form', 'submit');
  host.type('input', 'ab');
  dispatchEvent(new Event('pagehide'));
  expect(values(host)).toEqual(['a', 'ab']);
});

test('an event that waits has its target, though the browser took it away meanwhile', () => {
  const host = page('<my-field data-nopal="input;d300"></my-field>');
  const event = new Event('input', { bubbles: true });
  host.raise('my-field', event);
  // What browsers do to an event that came from within a closed tree of the element's own.
  Object.defineProperty(event, 'target', { value: null });
  pass(300);
  expect(host.details).toMatchObject([{ target: { tag: 'my-field' } }]);
});

test('an event whose element went away meanwhile is not told', () => {
  const host = page('<input data-nopal="input;d300"><p></p>');
  host.type('input', 'a');
  host.patch([0, 0, 1]);
  pass(300);
  expect(host.asked).toEqual([]);
});

import { expect, test } from 'vitest';
import { matchesKey } from '../protocol/event-options.ts';
import { on, optionsOf, type HandlerOptions } from './event-options.ts';
import type { PageEvent } from './event-types.ts';

const handler = (): void => undefined;

test('a handler is called as before, and its result comes back', async () => {
  const event = { type: 'click' } as PageEvent;
  const seen: PageEvent[] = [];
  const tagged = on((given) => Promise.resolve(seen.push(given)), { once: true });
  expect(await tagged(event)).toBe(1);
  expect(seen[0]).toBe(event);
});

test('options belong to what was returned, not to the handler that was given', () => {
  const once = on(handler, { once: true });
  const slow = on(handler, { debounce: 1000 });
  expect([optionsOf(handler), optionsOf(once), optionsOf(slow)]).toEqual([
    undefined,
    { once: true },
    { debounce: 1000 },
  ]);
});

test('inner and outer options hold together; the outer ones win', () => {
  const inner = on(handler, { key: 'Enter', preventDefault: true, debounce: 5 });
  expect(optionsOf(on(inner, { key: ['a', 'b'], preventDefault: false, throttle: 7, debounce: undefined }))).toEqual({
    keys: ['a', 'b'],
    preventDefault: false,
    throttle: 7,
    debounce: 5,
  });
});

test.each<[HandlerOptions, object]>([
  [{}, {}],
  [
    { debounce: 1, throttle: 60_000 },
    { debounce: 1, throttle: 60_000 },
  ],
  [{ key: 'Enter' }, { keys: ['Enter'] }],
  [{ key: ['+', 'Control++', 'Alt+Shift+ArrowUp', ' '] }, { keys: ['+', 'Control++', 'Alt+Shift+ArrowUp', ' '] }],
])('%o is taken', (options, expected) => {
  expect(optionsOf(on(handler, options))).toEqual(expected);
});

test.each<[object, RegExp]>([
  [{ debounce: 0 }, /debounce is 0.*1 to 60000/],
  [{ debounce: 60_001 }, /debounce is 60001/],
  [{ debounce: 1.5 }, /debounce is 1\.5/],
  [{ throttle: Number.NaN }, /throttle is NaN/],
  [{ throttle: '300' }, /throttle is "300"/],
  [{ once: 1 }, /once is 1/],
  [{ preventDefault: 'yes' }, /preventDefault is "yes"/],
  [{ stopPropagation: null }, /stopPropagation is a object/],
  [{ key: '' }, /key is ""/],
  [{ key: [] }, /names no key/],
  [{ key: ['Enter', 13] }, /key is 13/],
  [{ key: '\uD800' }, /KeyboardEvent\.key/],
  [{ key: 'Ctrl+s' }, /unknown modifier "Ctrl".*Use Control/],
  [{ key: 'Hyper+s' }, /unknown modifier "Hyper".*Alt, Control, Meta or Shift/],
  [{ key: 'Esc+s' }, /unknown modifier "Esc".*Alt, Control, Meta or Shift/],
  [{ key: 'control+s' }, /unknown modifier "control"/],
  [{ key: 'Esc' }, /no key "Esc".*Use Escape/],
  [{ key: 'Control+Space' }, /no key "Space".*Use " "/],
  [{ debouce: 300 }, /no option "debouce".*debounce, throttle/],
])('%o is refused, and the error says what to write', (options, message) => {
  expect(() => on(handler, options as HandlerOptions)).toThrow(message);
  expect(() => on(handler, options as HandlerOptions)).toThrow('[event-option]');
});

test.each([undefined, null, 'save'])('%o is no handler', (value) => {
  expect(() => on(value as never, {})).toThrow(/Pass a function first.*\[event-option\]/);
});

test('keys that are taken are keys that an event can match', () => {
  const keys = optionsOf(on(handler, { key: ['Control++', 'Alt+x'] }))?.keys ?? [];
  expect(matchesKey(keys, { key: '+', ctrlKey: true })).toBe(true);
  expect(matchesKey(keys, { key: 'X', altKey: true })).toBe(true);
});

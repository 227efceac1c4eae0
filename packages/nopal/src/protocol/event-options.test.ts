import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeEventWord, eventsIn, matchesKey, readEventWord, type EventOptions } from './event-options.ts';

const milliseconds = fc.integer({ min: 1, max: 60_000 });
const keyName = fc.oneof(
  fc.constantFrom('Enter', 'Control+s', ' ', '+', 'Control++', ';', '=', '%', 'k', 'd300', 'é', '\u{1F600}'),
  fc.string({ minLength: 1, unit: 'grapheme' }),
);
const options: fc.Arbitrary<EventOptions> = fc.record(
  {
    debounce: milliseconds,
    throttle: milliseconds,
    preventDefault: fc.constant(true),
    stopPropagation: fc.constant(true),
    once: fc.constant(true),
    keys: fc.array(keyName, { minLength: 1, maxLength: 4 }),
  },
  { requiredKeys: [] },
);
const eventName = fc.stringMatching(/^[\w.-]{1,12}$/);
const listening = fc.uniqueArray(fc.tuple(eventName, options), { selector: ([name]) => name, maxLength: 5 });

test('what is written for every event of an element is read for that event, whatever stands beside it', () => {
  fc.assert(
    fc.property(listening, fc.boolean(), eventName, (events, controlled, other) => {
      const words = [...(controlled ? ['='] : []), ...events.map(([name, wanted]) => encodeEventWord(name, wanted))];
      const attribute = words.join(' ');
      for (const [name, wanted] of events) expect(readEventWord(attribute, name)).toEqual(wanted);
      expect(eventsIn(attribute)).toEqual(events.map(([name]) => name));
      fc.pre(!events.some(([name]) => name === other));
      expect(readEventWord(attribute, other)).toBeUndefined();
    }),
  );
});

test('what is not wanted takes no room', () => {
  expect(encodeEventWord('click')).toBe('click');
  expect(encodeEventWord('click', { preventDefault: false, stopPropagation: false, once: false, keys: [] })).toBe(
    'click',
  );
});

test('an element that listens to nothing has no events', () => {
  expect(eventsIn('')).toEqual([]);
  expect(eventsIn('=')).toEqual([]);
  expect(readEventWord('', 'click')).toBeUndefined();
});

const none = { altKey: false, ctrlKey: false, metaKey: false, shiftKey: false };

test.each<[wanted: string, event: object, matches: boolean]>([
  ['Enter', { key: 'Enter' }, true],
  ['Enter', { key: 'a' }, false],
  ['enter', { key: 'Enter' }, true],
  ['Enter', { key: 'Enter', shiftKey: true }, false],
  ['Enter', { key: 'Enter', ctrlKey: true }, false],
  ['Shift+Enter', { key: 'Enter', shiftKey: true }, true],
  ['Shift+Enter', { key: 'Enter' }, false],
  ['Control+s', { key: 's', ctrlKey: true }, true],
  ['Control+s', { key: 'S', ctrlKey: true }, true],
  ['Control+s', { key: 's', metaKey: true }, false],
  ['Control+s', { key: 's', ctrlKey: true, altKey: true }, false],
  ['Control+Shift+s', { key: 'S', ctrlKey: true, shiftKey: true }, true],
  ['Control+Shift+s', { key: 's', ctrlKey: true }, false],
  ['Alt+Meta+ArrowUp', { key: 'ArrowUp', altKey: true, metaKey: true }, true],
  // What a key needs Shift for depends on the keyboard.
  ['?', { key: '?', shiftKey: true }, true],
  ['/', { key: '/' }, true],
  ['Shift+?', { key: '?' }, false],
  ['+', { key: '+', shiftKey: true }, true],
  ['Control++', { key: '+', ctrlKey: true }, true],
  ['Control++', { key: 'Control+' }, false],
  [' ', { key: ' ' }, true],
  // A modifier alone is down itself when it is told.
  ['Shift', { key: 'Shift', shiftKey: true }, true],
  ['Control', { key: 'Control', ctrlKey: true }, true],
  ['Control', { key: 'Control', ctrlKey: true, altKey: true }, false],
  ['Alt', { key: 'Alt' }, true],
  ['Control+Shift', { key: 'Shift', ctrlKey: true, shiftKey: true }, true],
  // Filled in by a browser: no key at all.
  ['Enter', {}, false],
  ['Enter', { key: 13 }, false],
])('%j and %o: %s', (wanted, event, matches) => {
  expect(matchesKey([wanted], { ...none, ...event })).toBe(matches);
  expect(matchesKey(['F1', wanted], { ...none, ...event })).toBe(matches);
});

test('no key is wanted, none matches', () => {
  expect(matchesKey([], { key: 'Enter' })).toBe(false);
});

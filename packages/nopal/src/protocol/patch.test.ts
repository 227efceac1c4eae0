import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PatchWriter } from './patch.ts';
import { encodeElement } from './wire.ts';

function textPatch(before: string, now: string): unknown {
  const writer = new PatchWriter();
  writer.text(0, before, now);
  return (JSON.parse(`[${writer.body().text}]`) as unknown[])[1];
}

function applied(before: string, step: unknown): string {
  if (typeof step === 'string') return step;
  const [start, count, text] = step as [number, number, string];
  return before.slice(0, start) + text + before.slice(start + count);
}

const LONG = 'A text that is long enough to be compared, ';
const piece = fc.oneof(
  fc.constantFrom(LONG, '\u{1F600}', '\u{1F601}', '\u{1F400}', 'x', ''),
  fc.string({ unit: 'binary', maxLength: 3 }),
);
const text = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(''));

test('a text becomes the new one, and no splice cuts a character in two', () => {
  fc.assert(
    fc.property(text, text, (before, now) => {
      const step = textPatch(before, now);
      expect(applied(before, step)).toBe(now);
      if (typeof step === 'string') return;
      const [start, count, inserted] = step as [number, number, string];
      for (const part of [before.slice(0, start), before.slice(start, start + count), inserted])
        expect(part.isWellFormed()).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('a long text sends only what differs, a short one all of it', () => {
  expect(textPatch(`${LONG}1 of 3`, `${LONG}2 of 3`)).toEqual([LONG.length, 1, '2']);
  expect(textPatch('1 of 3', '2 of 3')).toBe('2 of 3');
  expect(textPatch(`${LONG}\u{1F600}`, `${LONG}\u{1F601}`)).toEqual([LONG.length, 2, '\u{1F601}']);
});

test('a single step goes on from a longer path; several are a patch of their own', () => {
  const inner = new PatchWriter();
  inner.text(2, 'a', 'b');
  const outer = new PatchWriter();
  outer.child(1, inner.body());
  expect(outer.body().text).toBe('1,2,"b"');
  inner.attributes('{"class":"c"}');
  const again = new PatchWriter();
  again.child(1, inner.body());
  expect(again.body().text).toBe('1,[2,"b",{"class":"c"}]');
});

test('an edit of a list is always in a patch of its own, or it would read as one of the outer list', () => {
  const inner = new PatchWriter();
  inner.list('0,1,1');
  const outer = new PatchWriter();
  outer.child(4, inner.body());
  expect(outer.body().text).toBe('4,[[0,1,1]]');
});

test('a child that did not change leaves no trace', () => {
  const writer = new PatchWriter();
  writer.child(0, new PatchWriter().body());
  expect(writer.body().text).toBe('');
});

test('elements are as short as they can be', () => {
  expect(encodeElement('br', '', [])).toBe('["br"]');
  expect(encodeElement('p', '', ['"a"'])).toBe('["p","a"]');
  expect(encodeElement('p', '{"id":"x"}', ['"a"', '["b"]'])).toBe('["p",{"id":"x"},"a",["b"]]');
});

import { expect, test } from 'vitest';
import { PageDocument } from './document.ts';

const host = {
  scriptUrl: '/s.js',
  socketPath: '/socket',
  maxMessageBytes: 100,
  maxPaceMs: 1000,
  transports: undefined,
};

test('viewers in the same state share one buffer, up to what is their own', () => {
  const document = new PageDocument({ title: 'Ä' }, host);
  const page = ['Hello …'];
  const [first, second, third] = [1, 2, 3].map(() => document.start(page, 'sealed.'));
  expect(second).toBe(third);
  expect(first).toEqual(second);
  expect(document.write(page, 'sealed.', 'key').toString()).toBe(`${second?.toString()}key"></template></body></html>`);
  expect(second?.toString()).toMatch(/<title>Ä<.*<div id="nopal">Hello …<\/div>.* data-token="sealed\.$/);
});

test('writing for one viewer leaves what is shared as it is', () => {
  const document = new PageDocument({}, host);
  const page = ['Hello'];
  const written = ['a', 'b', 'c'].map((key) => document.write(page, 'sealed.', key));
  expect(written.map((each) => /data-token="(.*?)"/.exec(each.toString())?.[1])).toEqual([
    'sealed.a',
    'sealed.b',
    'sealed.c',
  ]);
});

test('equal pages that were made from something else keep their own tokens', () => {
  const document = new PageDocument({}, host);
  const page = ['Hello'];
  for (const token of ['one.', 'one.', 'two.', 'one.', 'one.', 'two.', 'two.', 'two.'])
    expect(document.start(page, token).toString()).toMatch(new RegExp(`data-token="${token}$`));
});

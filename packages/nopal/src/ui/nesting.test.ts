import { expect, test } from 'vitest';
import { nestingProblem, TEXT } from './nesting.ts';

// e2e/special-elements.test.ts holds every rule against a browser; here are the ones that people meet.

/** The verdict on the last tag of `'div > p > div'`. */
function verdict(path: string): string | null {
  const chain = path.split(' > ');
  const child = chain.pop() ?? '';
  const parent = chain.pop() ?? '';
  return nestingProblem(parent, chain, child);
}

test.each([
  'p > div',
  'p > span > ul',
  'p > p',
  'a > span > a',
  'button > button',
  'form > div > form',
  'li > div > li',
  'dd > span > dt',
  'h1 > h2',
  'table > div',
  `table > ${TEXT}`,
  `tbody > ${TEXT}`,
  'table > td',
  'div > tr',
  'tr > div',
  'select > div',
  'option > b',
  'br > b',
  `input > ${TEXT}`,
  'textarea > b',
  'svg > div',
  'svg > g > p',
  'div > body',
  'head > div',
])('%s is refused', (path) => {
  expect(verdict(path)).not.toBeNull();
});

test.each([
  'div > div',
  'p > button > div',
  'p > object > p',
  'li > ul > li',
  'a > table > tbody > tr > td > a',
  'table > tr',
  'table > tbody > tr > td > div',
  'template > tr',
  'template > td',
  'h1 > span > h2',
  'select > optgroup > option',
  `option > ${TEXT}`,
  `textarea > ${TEXT}`,
  'svg > title > div',
  'svg > foreignObject > div',
  'svg > a > foreignObject > a',
  'math > mi > span',
  'html > body > x-card > p',
  'details > summary > h2',
])('%s is fine', (path) => {
  expect(verdict(path)).toBeNull();
});

test('the message says what the browser does and what to write instead', () => {
  expect(verdict('p > span > div')).toBe(
    "<div> cannot be inside <p>: the browser's parser would move or drop one of them. Make the outer one a <div>, or the inner one a <span>",
  );
  expect(verdict('table > td')).toContain('It takes only <caption>, <colgroup>');
  expect(verdict('div > tr')).toContain('Put it into <tbody>');
});

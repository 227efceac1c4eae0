/** Which links say that they lead to the page that they are on, or to one above it. */
import { expect, test } from 'vitest';
import { Link } from '../../src/index.ts';
import { serve } from '../support/app.ts';
import { TestPage } from '../support/test-page.ts';

test.each([
  // As it is written in a program, and as browsers write it.
  ['/tags/日本', '/tags/日本', 'page'],
  ['/tags/日本', '/tags/%E6%97%A5%E6%9C%AC?sort=new#top', 'page'],
  ['/tags/two words', '/tags/two words', 'page'],
  ['/tags/two words/more', '/tags/two words', 'true'],
  ['/tags/a', '/tags/../tags/a', 'page'],
  // From where the page is.
  ['/tags/a', 'a', 'page'],
  ['/tags/a/b', '../a', 'true'],
  ['/tags/a', 'b', null],
  // To no path of its own, to other hosts, or nowhere.
  ['/tags/a', '?sort=new', null],
  ['/tags/a', '#top', null],
  ['/tags/a', 'https://example.com/tags/a', null],
  ['/tags/a', '//example.com/tags/a', null],
  ['/tags/a', 'mailto:tags/a', null],
  ['/tags/a', 'http://[', null],
  ['/tags/a', '/', null],
])('on %s a link to %s has aria-current %s', async (path, href, expected) => {
  const Tags = () => <Link href={href}>there</Link>;
  const running = await serve((app) => app.page('/tags/:tag/:more?', Tags));
  const page = await TestPage.fetch(running, path);
  expect(page.root.querySelector('a')?.getAttribute('aria-current')).toBe(expected);
});

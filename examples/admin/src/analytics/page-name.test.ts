import { expect, test } from 'vitest';
import { pageName } from './page-name.ts';

test.each([
  ['/ci', '/ci'],
  ['/export', '/export'],
  ['/export/3f9a', '/export/:id'],
  ['/export/3f9a/file', '(not found)'],
  ['/wp-login.php', '(not found)'],
])('%s counts as %s', (path, page) => expect(pageName(path)).toBe(page));

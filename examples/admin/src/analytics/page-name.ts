/** What page views are counted by: the app's pages, however long their addresses are and whatever visitors make up. */
const pages = [
  '/deployment/dashboard',
  '/ci',
  '/sites',
  '/analytics',
  '/export',
  '/export/:id',
  '/settings',
  '/login',
  '/me',
] as const;

/** @returns the page's route: `/export/:id`; `(not found)` for what is none. */
export function pageName(path: string): string {
  return pages.find((page) => matches(page, path)) ?? '(not found)';
}

function matches(page: string, path: string): boolean {
  const [wanted, given] = [page.split('/'), path.split('/')];
  return wanted.length === given.length && wanted.every((part, i) => part.startsWith(':') || part === given[i]);
}

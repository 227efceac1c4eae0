import { useEffect, useLocation, useState } from 'nopal';
import { pageName } from './page-name.ts';
import { visits } from './visits.ts';

/**
 * Shows nothing. Its state tells the server whose page this is, and its effect counts what is looked at: effects run
 * for pages that a browser shows, loaded or changed in place, and not for those that it only prepares.
 */
export function VisitorMark({ id }: { id: string }) {
  const { path } = useLocation();
  useState(id, { key: 'visitorId' });
  useEffect(() => visits.view(id, pageName(path)), [id, path]);
  return null;
}

import type { Actor } from '../users/actor.ts';
import { HistoryRow } from './HistoryRow.tsx';
import type { SiteView } from './site-view.ts';

/** What happened to a site, newest first, with the way back to each version that is still there. */
export function SiteHistory({ site, actor }: { site: SiteView; actor: Actor }) {
  const { title, entries } = site;
  if (entries.length === 0) return <p className="detail">Nothing happened yet.</p>;
  return (
    <div className="table-wrap" tabIndex={0} role="region" aria-label={`History of ${title}`}>
      <table className="stacked">
        <thead>
          <tr>
            <th scope="col">Status</th>
            <th scope="col">Version</th>
            <th scope="col">Stage</th>
            <th scope="col">By</th>
            <th scope="col">Started</th>
            <th scope="col">Took</th>
            <th scope="col">
              <span className="visually-hidden">Way back</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <HistoryRow
              key={`${entry.kind} ${entry.startedAt} ${entry.version}`}
              entry={entry}
              site={site}
              actor={actor}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

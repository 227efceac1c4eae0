import { formatNumber } from '../lib/format.ts';
import { round } from './chart.ts';
import type { LiveStats } from './live-stats.ts';

/** Views by page, with a bar behind each number. */
export function PagesTable({ pages }: Pick<LiveStats, 'pages'>) {
  const most = Math.max(1, ...pages.map(({ views }) => views));
  return (
    <section className="panel">
      <h2>Pages</h2>
      <table className="pages">
        <thead>
          <tr>
            <th scope="col">Page</th>
            <th scope="col">Views</th>
          </tr>
        </thead>
        <tbody>
          {pages.map(({ page, views }) => (
            <tr key={page}>
              <th scope="row">
                <code>{page}</code>
              </th>
              <td className="number">
                {formatNumber(views)}
                <svg className="share" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
                  <rect className="bar" width={round((100 * views) / most)} height={1} />
                </svg>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

import { StatusMark } from '../lib/StatusMark.tsx';
import { Time } from '../lib/Time.tsx';
import { formatDuration } from '../lib/format.ts';
import type { Actor } from '../users/actor.ts';
import { RollBackForm } from './RollBackForm.tsx';
import type { Entry } from './history.ts';
import type { SiteView } from './site-view.ts';

interface Props {
  entry: Entry;
  site: SiteView;
  actor: Actor;
}

/** One thing that was done, and below it, if it failed, what the failing tool printed. */
export function HistoryRow({ entry, site, actor }: Props) {
  const { kind, version, status, stage, by, startedAt, error } = entry;
  return (
    <>
      <tr>
        <td>
          <StatusMark status={status} />
        </td>
        <td className="about">
          <code>{version}</code>
          {kind === 'rollback' && <div className="detail">rolled back to</div>}
        </td>
        <td>{stage}</td>
        <td>{by}</td>
        <td className="number">
          <Time at={startedAt} />
        </td>
        <td className="number">{took(entry)}</td>
        <td className="beside">
          <WayBack entry={entry} site={site} actor={actor} />
        </td>
      </tr>
      {error !== undefined && (
        <tr className="error-row">
          <td colSpan={7}>
            <details>
              <summary>Why it failed</summary>
              <pre tabIndex={0}>{error}</pre>
            </details>
          </td>
        </tr>
      )}
    </>
  );
}

/** Says that a version is live, or makes it so. Rollbacks have none of it: it is in the row of the deployment. */
function WayBack({ entry: { kind, version }, site, actor }: Props) {
  if (kind === 'rollback') return null;
  if (version === site.live) return <strong className="is-live">live</strong>;
  return site.servable.includes(version) ? <RollBackForm site={site.name} version={version} actor={actor} /> : null;
}

function took({ kind, startedAt, endedAt }: Entry): string {
  if (kind === 'rollback' || endedAt === undefined) return '–';
  return formatDuration(Date.parse(endedAt) - Date.parse(startedAt));
}

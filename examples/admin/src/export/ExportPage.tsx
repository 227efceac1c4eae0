import { Link, useState } from 'nopal';
import { StatusMark } from '../lib/StatusMark.tsx';
import { formatBytes, formatDuration, formatNumber } from '../lib/format.ts';
import { jobs } from './export-jobs.ts';
import { type ExportProgress, isOver } from './export-progress.ts';

/**
 * One export. Its component's id is the job's, so that the job pushes `exportProgress` to that id, whoever looks at it
 * from however many tabs.
 */
export function ExportPage({ job }: { job: ExportProgress }) {
  const [exportProgress] = useState<ExportProgress>(job);
  const { id, title, status, progress, error, bytes } = exportProgress;
  return (
    <main>
      <p className="back">
        <Link href="/export">All exports</Link>
      </p>
      <h1>Export of {title}</h1>
      <section className="panel" aria-label="Progress">
        <p role="status">
          <StatusMark status={status} />
        </p>
        <progress max={100} value={progress} aria-label="Progress of the export" />
        <Numbers {...exportProgress} />
        {error !== undefined && <p className="field-error">It failed: {error}</p>}
        {status === 'succeeded' && (
          <p className="actions">
            <a className="button" href={`/export/${id}/file`} download>
              Download {formatBytes(bytes ?? 0)} of CSV
            </a>
          </p>
        )}
        {!isOver(exportProgress) && (
          <form className="actions" onSubmit={() => jobs.cancel(id)}>
            <button className="secondary" data-pending-text="Cancelling…">
              Cancel
            </button>
          </form>
        )}
      </section>
    </main>
  );
}

function Numbers({ progress, recordsProcessed, totalRecords, estimatedTimeRemaining }: ExportProgress) {
  return (
    <dl className="numbers">
      <div>
        <dt>Progress</dt>
        <dd>{progress}%</dd>
      </div>
      <div>
        <dt>Records processed</dt>
        <dd>
          {formatNumber(recordsProcessed)} of {formatNumber(totalRecords)}
        </dd>
      </div>
      <div>
        <dt>Estimated time remaining</dt>
        <dd>{estimatedTimeRemaining === undefined ? '–' : formatDuration(estimatedTimeRemaining)}</dd>
      </div>
    </dl>
  );
}

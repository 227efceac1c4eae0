import { Link, redirect, useForm, useState } from 'nopal';
import { z } from 'zod';
import { StatusMark } from '../lib/StatusMark.tsx';
import { Time } from '../lib/Time.tsx';
import { formatNumber } from '../lib/format.ts';
import { did } from '../users/activity.ts';
import type { Actor } from '../users/actor.ts';
import { jobs } from './export-jobs.ts';
import type { ExportProgress } from './export-progress.ts';

interface Props {
  actor: Actor;
  dataSets: readonly { name: string; title: string }[];
}

const schema = z.object({ dataSet: z.string('Choose what to export.') });

/** Begins exports and lists them; pushed as the state `exportJobs`. */
export function ExportsPage({ actor, dataSets }: Props) {
  const [exportJobs] = useState<readonly ExportProgress[]>([]);
  const form = useForm({
    schema,
    initial: { dataSet: dataSets[0]?.name },
    onSubmit: ({ dataSet }, { setErrors }) => {
      const job = jobs.start(dataSet);
      if ('refused' in job) return setErrors({ '': job.refused });
      did(actor, `started an export of ${jobs.find(job.id)?.title}`, { converts: true });
      return redirect(`/export/${job.id}`);
    },
  });
  return (
    <main>
      <h1>Exports</h1>
      <p className="lead">Rows become a CSV file in the background. Close the page or open it twice, it goes on.</p>
      <form {...form.props} className="panel form">
        <fieldset>
          <legend>What to export</legend>
          {dataSets.map(({ name, title }) => (
            <label key={name} className="choice">
              <input {...form.field('dataSet', 'radio', name)} /> {title}
            </label>
          ))}
        </fieldset>
        <p {...form.errorProps('')} className="field-error">
          {form.errors['']}
        </p>
        <p className="actions">
          <button data-pending-text="Starting…">Start the export</button>
        </p>
      </form>
      {exportJobs.length > 0 && <JobList list={exportJobs} />}
    </main>
  );
}

function JobList({ list }: { list: readonly ExportProgress[] }) {
  return (
    <section className="panel">
      <h2>Exports so far</h2>
      <ul className="rows">
        {list.map(({ id, title, status, progress, recordsProcessed, startedAt }) => (
          <li key={id}>
            <StatusMark status={status} />
            <Link href={`/export/${id}`}>{title}</Link>
            <span className="detail">
              {status === 'running' ? `${progress}%` : `${formatNumber(recordsProcessed)} rows`} ·{' '}
              <Time at={startedAt} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

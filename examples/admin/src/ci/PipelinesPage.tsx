import { useState } from 'nopal';
import { PipelineRow } from './PipelineRow.tsx';
import { isFinal } from './pipeline-event.ts';
import type { PipelineStatus } from './pipelines.ts';

/** What GitHub Actions and Jenkins build now and built last; pushed as the state `pipelineStatus`. */
export function PipelinesPage() {
  const [pipelineStatus] = useState<readonly PipelineStatus[]>([]);
  const running = pipelineStatus.filter(({ status }) => !isFinal(status)).length;
  return (
    <main>
      <h1>Pipelines</h1>
      <p className="lead">What GitHub Actions and Jenkins report by signed webhooks, the moment they do.</p>
      <p role="status">{running === 0 ? 'No build is running.' : `${running} running.`}</p>
      {pipelineStatus.length === 0 ? <NoBuilds /> : <Builds builds={pipelineStatus} />}
    </main>
  );
}

function Builds({ builds }: { builds: readonly PipelineStatus[] }) {
  return (
    <div className="table-wrap" tabIndex={0} role="region" aria-label="Builds">
      <table className="stacked">
        <thead>
          <tr>
            <th scope="col">Status</th>
            <th scope="col">Pipeline</th>
            <th scope="col">Stage</th>
            <th scope="col">Duration</th>
            <th scope="col">Started</th>
          </tr>
        </thead>
        <tbody>
          {builds.map((build) => (
            <PipelineRow key={build.buildId} {...build} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function NoBuilds() {
  return (
    <section className="panel empty">
      <h2>No builds yet</h2>
      <p>
        Point a webhook of GitHub (Workflow runs, Workflow jobs) to <code>/webhooks/github</code>, or Jenkins’
        Notification plugin to <code>/webhooks/jenkins</code>.
      </p>
      <p>Or see it right now, with webhooks of the shape that both send:</p>
      <pre tabIndex={0}>npm run send-webhooks -w examples/admin</pre>
    </section>
  );
}

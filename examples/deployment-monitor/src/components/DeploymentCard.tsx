import type { DeploymentStatus } from '../status.ts';
import { CardFooter } from './CardFooter.tsx';
import { ErrorOutput } from './ErrorOutput.tsx';
import { ProgressBar } from './ProgressBar.tsx';
import { StageLine } from './StageLine.tsx';
import { StatusBadge } from './StatusBadge.tsx';

/** One deployment. Its border and its badge share the colour of the status. */
export function DeploymentCard(deployment: DeploymentStatus) {
  const { id, siteName, status, progress, currentStage, error } = deployment;
  const begun = status === 'Building' || status === 'Published';
  return (
    <section className={`card status-${status.toLowerCase()}`} aria-labelledby="site-name">
      <div className="card-top">
        <StatusBadge status={status} />
        {status !== 'Idle' && <code className="deployment-id">{id}</code>}
      </div>
      <h2 id="site-name">{siteName}</h2>
      {/* Keyed: the next deployment gets a new bar, not one that runs backwards. */}
      {begun && <ProgressBar key={id} percent={progress} />}
      <StageLine status={status} siteName={siteName} stage={currentStage} />
      <ErrorOutput error={error} />
      <CardFooter {...deployment} />
    </section>
  );
}

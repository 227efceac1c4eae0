import type { DeploymentStatus } from '../status.ts';

/** The bottom line: when it happened, and the way to the result. As high in every status, so that nothing jumps. */
export function CardFooter(deployment: DeploymentStatus) {
  return (
    <footer className="card-footer">
      <Moment {...deployment} />
      {deployment.liveUrl && (
        <a className="live-link" href={deployment.liveUrl} target="_blank" rel="noopener">
          Open the live site
          <span className="visually-hidden"> (in a new tab)</span>
          <span aria-hidden="true"> ↗</span>
        </a>
      )}
    </footer>
  );
}

/** Times are in the server's language and time zone: the page is rendered there. */
function Moment({ status, startedAt, completedAt }: DeploymentStatus) {
  const time = completedAt ?? startedAt;
  if (time === undefined) return <p>No deployment yet</p>;
  return (
    <p>
      {verb(status)} at <time dateTime={time}>{new Date(time).toLocaleTimeString()}</time>
    </p>
  );
}

function verb(status: DeploymentStatus['status']): string {
  switch (status) {
    case 'Published':
      return 'Completed';
    case 'Failed':
      return 'Failed';
    default:
      return 'Started';
  }
}

import type { DeploymentStatus } from '../status.ts';

/** What a failing tool printed; nothing while all is well. */
export function ErrorOutput({ error }: { error: DeploymentStatus['error'] }) {
  if (error === undefined) return null;
  return (
    // Reachable by keyboard, because long lines make it scroll.
    <pre className="error" tabIndex={0} role="region" aria-label="Error output">
      {error}
    </pre>
  );
}

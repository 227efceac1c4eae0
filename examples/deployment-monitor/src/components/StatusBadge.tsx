import type { DeploymentPhase } from '../status.ts';
import { StatusIcon } from './StatusIcon.tsx';

export function StatusBadge({ status }: { status: DeploymentPhase }) {
  return (
    <p className="badge">
      <StatusIcon status={status} />
      {status}
    </p>
  );
}

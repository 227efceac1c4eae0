import { DeploymentDashboard } from 'deployment-monitor/dashboard';
import { visits } from '../analytics/visits.ts';

/**
 * The page of the deployment monitor, as it is there: its component, its state, its service. Around it only who
 * presses its button is counted.
 */
export function MonitorPage({ visitorId }: { visitorId: string }) {
  return (
    <div
      onClick={({ target }) => {
        if (target.tag === 'button') visits.convert(visitorId);
      }}
    >
      <DeploymentDashboard />
    </div>
  );
}

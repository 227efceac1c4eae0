import { useState } from 'nopal';
import { deployRequests } from '../service/deploy-requests.ts';
import { type DeploymentStatus, idle } from '../status.ts';
import { DeployButton } from './DeployButton.tsx';
import { DeploymentCard } from './DeploymentCard.tsx';

/** The page. Its state is set from outside: `broadcastStateUpdate('deploymentStatus', status)`. */
export function DeploymentDashboard() {
  const [deploymentStatus] = useState<DeploymentStatus>(idle);
  return (
    <main className="dashboard">
      <header className="masthead">
        <h1>Deployment Monitor</h1>
        <DeployButton
          running={deploymentStatus.status === 'Building'}
          onDeploy={() => {
            // Refused when another viewer was quicker: then the next push says that one is running.
            deployRequests.request();
          }}
        />
      </header>
      <DeploymentCard {...deploymentStatus} />
      <footer className="note">
        <p>
          <strong>No polling.</strong> This page asks for nothing: the server pushes each change the moment it happens.
        </p>
      </footer>
    </main>
  );
}

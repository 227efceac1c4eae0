import type { DeploymentPhase } from '../status.ts';

interface Props {
  status: DeploymentPhase;
  siteName: string;
  stage: string;
}

/**
 * One line that says what goes on. It is the page's only live region, so that a screen reader speaks each change once,
 * and nothing of the page around it.
 */
export function StageLine({ status, siteName, stage }: Props) {
  return (
    <p className="stage" role="status" aria-live="polite">
      {describe({ status, siteName, stage })}
    </p>
  );
}

function describe({ status, siteName, stage }: Props): string {
  switch (status) {
    case 'Published':
      return `${stage}: ${siteName} was published successfully.`;
    case 'Failed':
      return `Failed in the stage “${stage}”`;
    default:
      return stage;
  }
}

import type { DeploymentPhase } from '../status.ts';

/** Differs in shape, not in colour alone. The word beside it says the same, so screen readers skip it. */
export function StatusIcon({ status }: { status: DeploymentPhase }) {
  return (
    <svg
      className="icon"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={outline(status)} />
    </svg>
  );
}

function outline(status: DeploymentPhase): string {
  const circle = 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18';
  switch (status) {
    case 'Idle':
      return `${circle} M12 7.5V12l3 2`;
    case 'Building':
      return 'M12 3a9 9 0 1 0 9 9';
    case 'Published':
      return `${circle} M8 12.5l2.8 2.8L16 9.5`;
    case 'Failed':
      return `${circle} M9 9l6 6 M15 9l-6 6`;
  }
}

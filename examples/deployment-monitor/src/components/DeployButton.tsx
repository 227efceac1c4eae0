interface Props {
  /** A deployment is running: the button says so and cannot be pressed. */
  running: boolean;
  onDeploy: () => void;
}

export function DeployButton({ running, onDeploy }: Props) {
  return (
    <button type="button" className="deploy" disabled={running} onClick={onDeploy}>
      {running ? 'Deployment running…' : 'Deploy now'}
    </button>
  );
}

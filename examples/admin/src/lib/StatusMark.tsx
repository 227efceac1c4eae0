/** How something that runs and ends may stand, whatever it is. */
export type Status = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';

const shapes: Record<Status, string> = { queued: '○', running: '◐', succeeded: '✓', failed: '✕', cancelled: '–' };

/** A status by word, shape and colour, so that no one of them is needed alone. */
export function StatusMark({ status }: { status: Status }) {
  return (
    <span className={`mark mark-${status}`}>
      <span className="shape" aria-hidden="true">
        {shapes[status]}
      </span>
      {status}
    </span>
  );
}

/** Below this there is no room for the number inside the bar. */
const roomForLabel = 15;

/** @param props.percent 0–100. The style sheet moves the bar smoothly from one value to the next. */
export function ProgressBar({ percent }: { percent: number }) {
  return (
    <div
      className="progress"
      role="progressbar"
      aria-label="Deployment progress"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <div className="progress-fill" style={{ width: `${percent}%` }}>
        {percent >= roomForLabel && <span className="progress-label">{percent}%</span>}
      </div>
    </div>
  );
}

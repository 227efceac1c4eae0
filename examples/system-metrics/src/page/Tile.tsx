import { barOf, viewOf } from './chart.ts';

interface Props {
  /** Names the figure in the document, and its colour in the style sheet. */
  id: string;
  name: string;
  now: number | undefined;
  /** Oldest first; `timestamp` in Unix seconds, each once. */
  points: readonly { timestamp: number; value: number }[];
  /** The value at which bar and chart are full, and how it is written. */
  top: number;
  scale: string;
  format: (value: number) => string;
}

/** One figure. A sample is a bar of its own in the chart, so a push adds one, removes one, and moves the view. */
export function Tile({ id, name, now, points, top, scale, format }: Props) {
  const newest = points.at(-1)?.timestamp ?? 0;
  return (
    <section className={`panel tile ${id}`} aria-labelledby={`${id}-name`}>
      <h2 id={`${id}-name`}>{name}</h2>
      <p className="now" id={`${id}-now`}>
        {now === undefined ? '–' : format(now)}
      </p>
      <meter min={0} max={top} value={now ?? 0} aria-labelledby={`${id}-name`} />
      <div className="plot">
        <svg
          className="bars"
          viewBox={viewOf(newest, top)}
          preserveAspectRatio="none"
          role="img"
          aria-labelledby={`${id}-name ${id}-now`}
        >
          {points.map(({ timestamp, value }) => (
            <path key={timestamp} d={barOf(timestamp, value, newest)} />
          ))}
        </svg>
        <span className="scale" aria-hidden="true">
          {scale}
        </span>
      </div>
      <p className="ends" aria-hidden="true">
        <span>2 min ago</span>
        <span>now</span>
      </p>
    </section>
  );
}

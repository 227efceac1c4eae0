import type { Child } from 'nopal';
import { formatNumber } from '../lib/format.ts';
import { type Point, scaleTop, size } from './chart.ts';

interface Props {
  title: string;
  /** What the chart says, for those who do not see it. */
  summary: string;
  /** What the labels and the values are, as heads of the table. */
  heads: readonly [labels: string, values: string];
  points: readonly Point[];
  /** The drawing, in units of {@link size}. */
  children?: Child;
}

/** A chart with its scale, its summary and the same numbers as a table. */
export function ChartFigure({ title, summary, heads, points, children }: Props) {
  return (
    <figure className="panel chart">
      <figcaption>
        <h2>{title}</h2>
      </figcaption>
      <p className="scale" aria-hidden="true">
        {formatNumber(scaleTop(points))}
      </p>
      <svg viewBox={`0 0 ${size.width} ${size.height}`} preserveAspectRatio="none" role="img" aria-label={summary}>
        {children}
      </svg>
      <p className="scale ends" aria-hidden="true">
        <span>{points[0]?.label}</span>
        <span>{points.length > 1 && points.at(-1)?.label}</span>
      </p>
      <ChartTable title={title} heads={heads} points={points} />
    </figure>
  );
}

function ChartTable({ title, heads, points }: Pick<Props, 'title' | 'heads' | 'points'>) {
  return (
    <details>
      <summary>
        As a table<span className="visually-hidden">: {title}</span>
      </summary>
      <div className="table-wrap short" tabIndex={0} role="region" aria-label={`${title}, as a table`}>
        <table>
          <thead>
            <tr>
              {heads.map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {points.map(({ label, value }) => (
              <tr key={label}>
                <td>{label}</td>
                <td className="number">{formatNumber(value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

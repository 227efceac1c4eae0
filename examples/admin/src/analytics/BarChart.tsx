import { ChartFigure } from './ChartFigure.tsx';
import { type Point, round, scaleTop, size, yOf } from './chart.ts';

interface Props {
  title: string;
  summary: string;
  heads: readonly [labels: string, values: string];
  points: readonly Point[];
}

/** Share of a bar's place that is left free. */
const gap = 0.2;

export function BarChart(props: Props) {
  const { points } = props;
  const top = scaleTop(points);
  const place = size.width / Math.max(1, points.length);
  return (
    <ChartFigure {...props}>
      {points.map(({ label, value }, i) => (
        <rect
          key={label}
          className="bar"
          x={round(place * (i + gap / 2))}
          width={round(place * (1 - gap))}
          y={yOf(value, top)}
          height={round(size.height - yOf(value, top))}
        />
      ))}
    </ChartFigure>
  );
}

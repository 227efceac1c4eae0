import { ChartFigure } from './ChartFigure.tsx';
import { type Point, scaleTop, size, xOf, yOf } from './chart.ts';

interface Props {
  title: string;
  summary: string;
  heads: readonly [labels: string, values: string];
  points: readonly Point[];
}

export function LineChart(props: Props) {
  const { points } = props;
  const top = scaleTop(points);
  const line = points.map(({ value }, i) => `${xOf(i, points.length)},${yOf(value, top)}`).join(' ');
  const first = xOf(0, points.length);
  return (
    <ChartFigure {...props}>
      <polygon className="area" points={`${first},${size.height} ${line} ${size.width},${size.height}`} />
      <polyline className="line" points={line} vectorEffect="non-scaling-stroke" />
    </ChartFigure>
  );
}

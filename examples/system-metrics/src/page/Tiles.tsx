import type { Metrics } from '../metrics/metrics.ts';
import { roundTop } from './chart.ts';
import { formatPercent, formatRate } from './format.ts';
import { Tile } from './Tile.tsx';

interface Props {
  now: Metrics | null;
  /** Oldest first. */
  history: readonly Metrics[];
}

/** The three figures, each as a number, a bar and a chart. */
export function Tiles({ now, history }: Props) {
  const rates = history.map(({ networkIO }) => networkIO);
  const topRate = roundTop(now === null ? rates : [...rates, now.networkIO]);
  return (
    <div className="tiles">
      <Tile
        id="cpu"
        name="CPU"
        now={now?.cpuUsage}
        points={history.map(({ timestamp, cpuUsage }) => ({ timestamp, value: cpuUsage }))}
        top={100}
        scale="100 %"
        format={formatPercent}
      />
      <Tile
        id="memory"
        name="Memory"
        now={now?.memoryUsage}
        points={history.map(({ timestamp, memoryUsage }) => ({ timestamp, value: memoryUsage }))}
        top={100}
        scale="100 %"
        format={formatPercent}
      />
      <Tile
        id="network"
        name="Network"
        now={now?.networkIO}
        points={history.map(({ timestamp, networkIO }) => ({ timestamp, value: networkIO }))}
        top={topRate}
        scale={formatRate(topRate)}
        format={formatRate}
      />
    </div>
  );
}

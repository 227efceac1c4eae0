import { useState } from 'nopal';
import type { Metrics } from '../metrics/metrics.ts';
import type { Prices } from '../prices/prices.ts';
import { formatTime } from './format.ts';
import { PageFoot } from './PageFoot.tsx';
import { PageHead } from './PageHead.tsx';
import { PricesTable } from './PricesTable.tsx';
import { SamplesTable } from './SamplesTable.tsx';
import { Tiles } from './Tiles.tsx';

/**
 * The same figures as on the page that speaks RPC, without a line of code in the browser. Its states are pushed:
 * `broadcastStateUpdate({ systemMetrics, metricsHistory, prices }, { retain: true })`.
 */
export function SystemMetricsPage() {
  const [systemMetrics] = useState<Metrics | null>(null);
  const [metricsHistory] = useState<readonly Metrics[]>([]);
  const [prices] = useState<Prices | null>(null);
  return (
    <div className="page">
      <PageHead />
      <main>
        <div className="bar">
          <p className="age">
            {systemMetrics === null ? 'No update yet' : `Last update ${formatTime(systemMetrics.timestamp)}`}
          </p>
          <p className="note">Times are the server’s.</p>
        </div>
        <Tiles now={systemMetrics} history={metricsHistory} />
        <div className="details">
          <SamplesTable history={metricsHistory} />
          <PricesTable prices={prices?.prices ?? {}} />
        </div>
      </main>
      <PageFoot />
    </div>
  );
}

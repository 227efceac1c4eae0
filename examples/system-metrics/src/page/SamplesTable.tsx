import type { Metrics } from '../metrics/metrics.ts';
import { formatPercent, formatRate, formatTime } from './format.ts';

/** How many samples it shows. */
const rowCount = 10;

/** The newest samples, newest first. */
export function SamplesTable({ history }: { history: readonly Metrics[] }) {
  return (
    <section className="panel samples-panel" aria-labelledby="samples-name">
      <h2 id="samples-name">Recent samples</h2>
      <table className="samples" aria-labelledby="samples-name">
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">CPU</th>
            <th scope="col">Memory</th>
            <th scope="col">Network</th>
          </tr>
        </thead>
        <tbody>
          {history
            .slice(-rowCount)
            .toReversed()
            .map(({ timestamp, cpuUsage, memoryUsage, networkIO }) => (
              <tr key={timestamp}>
                <td>{formatTime(timestamp)}</td>
                <td>{formatPercent(cpuUsage)}</td>
                <td>{formatPercent(memoryUsage)}</td>
                <td>{formatRate(networkIO)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </section>
  );
}

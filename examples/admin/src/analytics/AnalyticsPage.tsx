import { useState } from 'nopal';
import { count } from '../lib/format.ts';
import { BarChart } from './BarChart.tsx';
import { Figures } from './Figures.tsx';
import { LineChart } from './LineChart.tsx';
import { noStats, type LiveStats } from './live-stats.ts';
import { PagesTable } from './PagesTable.tsx';

/** This app's own visitors, counted as they come; pushed as the state `liveStats`. */
export function AnalyticsPage() {
  const [liveStats] = useState<LiveStats>(noStats);
  const { viewsPerMinute, activeHistory, pages } = liveStats;
  const minutes = viewsPerMinute.map(({ minute, views }) => ({ label: clock(minute, false), value: views }));
  const moments = activeHistory.map(({ at, users }) => ({ label: clock(at, true), value: users }));
  const views = minutes.reduce((sum, { value }) => sum + value, 0);
  return (
    <main>
      <h1>Analytics</h1>
      <p className="lead">Visitors of this very app since it was started. Open it in another browser and look.</p>
      <Figures {...liveStats} />
      <div className="columns">
        <BarChart
          title="Page views per minute"
          summary={`Page views per minute: ${count(views, 'view')} in the last ${minutes.length} minutes.`}
          heads={['Minute', 'Views']}
          points={minutes}
        />
        <LineChart
          title="Active users"
          summary={`Active users in the last minutes, now ${liveStats.activeUsers}.`}
          heads={['Time', 'Active users']}
          points={moments}
        />
      </div>
      <PagesTable pages={pages} />
    </main>
  );
}

function clock(at: string, seconds: boolean): string {
  return new Date(at).toLocaleTimeString('en-GB', { timeStyle: seconds ? 'medium' : 'short' });
}

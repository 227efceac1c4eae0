import { count, formatNumber, formatPercent } from '../lib/format.ts';
import type { LiveStats } from './live-stats.ts';

/** The numbers at a glance. */
export function Figures({ activeUsers, openPages, pageViews, visitors, converted, conversionRate }: LiveStats) {
  return (
    <dl className="figures">
      <Figure name="Active users" value={formatNumber(activeUsers)} detail={count(openPages, 'open page')} />
      <Figure name="Page views" value={formatNumber(pageViews)} detail={`by ${count(visitors, 'visitor')}`} />
      <Figure
        name="Conversion rate"
        value={formatPercent(conversionRate)}
        detail={`${formatNumber(converted)} of ${count(visitors, 'visitor')} deployed or exported`}
      />
    </dl>
  );
}

function Figure({ name, value, detail }: { name: string; value: string; detail: string }) {
  return (
    <div className="panel figure">
      <dt>{name}</dt>
      <dd className="value">{value}</dd>
      <dd className="detail">{detail}</dd>
    </div>
  );
}

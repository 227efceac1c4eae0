import { Link, useState } from 'nopal';
import type { Alert } from './alert.ts';

/**
 * Where failures are told, on every page. The region is always there, since screen readers speak what comes into a
 * region, and not one that appears with its text. `public/admin.js` shows new ones as notifications of the browser.
 */
export function AlertRegion({ notify }: { notify: boolean }) {
  const [alerts, setAlerts] = useState<readonly Alert[]>([]);
  return (
    <div className="alerts" role="alert" data-notify={notify ? 'yes' : 'no'}>
      {alerts.map(({ id, text, href }) => (
        <div key={id} className="alert" id={`alert-${id}`}>
          <p>
            {text} <Link href={href}>See what happened</Link>
          </p>
          <button type="button" onClick={() => setAlerts((shown) => shown.filter((alert) => alert.id !== id))}>
            Close<span className="visually-hidden"> this alert</span>
          </button>
        </div>
      ))}
    </div>
  );
}

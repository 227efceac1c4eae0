import { did } from '../users/activity.ts';
import type { Actor } from '../users/actor.ts';
import { siteDeployments } from './site-deployments.ts';

interface Props {
  site: string;
  version: string;
  actor: Actor;
}

/** The button that makes a version live. A form, so that it works before and without the script. */
export function RollBackForm({ site, version, actor }: Props) {
  return (
    <form
      id={`roll-back-${site}-${version}`}
      onSubmit={() => {
        // Refused when somebody else was quicker: the page shows by then what is live.
        if (siteDeployments.rollBack(site, version, actor.name)) did(actor, `rolled ${site} back to ${version}`);
      }}
    >
      <button className="secondary small">
        Roll back<span className="visually-hidden"> to {version}</span>
      </button>
    </form>
  );
}

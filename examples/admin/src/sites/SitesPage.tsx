import { useState } from 'nopal';
import type { Actor } from '../users/actor.ts';
import { SiteCard } from './SiteCard.tsx';
import type { SiteView } from './site-view.ts';

/** All sites, what is served of them and what happened; pushed as the state `siteViews`. */
export function SitesPage({ actor }: { actor: Actor }) {
  const [siteViews] = useState<readonly SiteView[]>([]);
  return (
    <main>
      <h1>Sites</h1>
      <p className="lead">Each is built, kept as a version, and served. Going back is a switch, not a build.</p>
      {siteViews.map((site) => (
        <SiteCard key={site.name} site={site} actor={actor} />
      ))}
    </main>
  );
}

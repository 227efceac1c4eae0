import { useForm } from 'nopal';
import { z } from 'zod';
import { did } from '../users/activity.ts';
import type { Actor } from '../users/actor.ts';
import { SiteHistory } from './SiteHistory.tsx';
import { siteDeployments } from './site-deployments.ts';
import type { SiteView } from './site-view.ts';

const deploySchema = z.object({ breakIt: z.boolean() });

/** One site: what is live, the button that deploys, and its history. */
export function SiteCard({ site, actor }: { site: SiteView; actor: Actor }) {
  const { name, title, live, busy } = site;
  const form = useForm({
    schema: deploySchema,
    onSubmit: ({ breakIt }, { setErrors }): void => {
      const refused = siteDeployments.deploy(name, actor.name, breakIt);
      if (refused !== undefined) {
        setErrors({ '': refused });
        return;
      }
      did(actor, `started a deployment of ${title}`, { converts: true });
      form.reset();
    },
  });
  return (
    <section className="panel site" aria-labelledby={`site-${name}`}>
      <header>
        <h2 id={`site-${name}`}>{title}</h2>
        <p className="detail">
          {live === undefined ? (
            'Not deployed yet'
          ) : (
            <a href={`/sites/${name}/`} target="_blank" rel="noopener">
              Version {live} is live<span className="visually-hidden"> (opens in a new tab)</span>
            </a>
          )}
        </p>
      </header>
      <form {...form.props} className="actions">
        <button disabled={busy} data-pending-text="Starting…">
          {busy ? 'Deploying…' : 'Deploy'}
          <span className="visually-hidden"> {title}</span>
        </button>
        <label className="choice">
          <input {...form.field('breakIt', 'checkbox')} /> Break the build
        </label>
        <span {...form.errorProps('')} className="field-error">
          {form.errors['']}
        </span>
      </form>
      <SiteHistory site={site} actor={actor} />
    </section>
  );
}

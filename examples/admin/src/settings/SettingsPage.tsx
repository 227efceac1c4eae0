import { useForm } from 'nopal';
import { did } from '../users/activity.ts';
import type { Actor } from '../users/actor.ts';
import { Field } from './Field.tsx';
import { settingsSchema, type Settings, themes } from './settings.ts';
import { settings as store } from './settings-store.ts';

interface Props {
  actor: Actor;
  settings: Settings;
}

/** The settings of the app, the same for everybody. */
export function SettingsPage({ actor, settings }: Props) {
  const form = useForm({
    schema: settingsSchema,
    initial: settings,
    onSubmit: async (value) => {
      await store.save(value);
      did(actor, 'changed the settings');
    },
  });
  const about = (name: keyof Settings) => ({
    htmlFor: form.field(name).id,
    errorProps: form.errorProps(name),
    error: form.errors[name],
  });
  return (
    <main>
      <h1>Settings</h1>
      <p className="lead">They are for the whole team, and every open page follows them at once.</p>
      <form {...form.props} className="panel form">
        <Field label="Team name" {...about('name')}>
          <input {...form.field('name')} autoComplete="organization" />
        </Field>
        <Field label="Contact e-mail" {...about('email')}>
          <input {...form.field('email', 'email')} autoComplete="email" />
        </Field>
        <Field label="Seconds between two counts of the analytics" {...about('refreshInterval')}>
          <input {...form.field('refreshInterval', 'number')} min={1} max={60} />
        </Field>
        <Field label="Theme" {...about('theme')}>
          <select {...form.field('theme')}>
            {themes.map((theme) => (
              <option key={theme} value={theme}>
                {theme}
              </option>
            ))}
          </select>
        </Field>
        <p>
          <label className="choice">
            <input {...form.field('notifications', 'checkbox')} /> Tell me when a deployment fails
          </label>
        </p>
        <p className="allow-notifications">
          <button type="button" className="secondary" data-allow-notifications>
            Allow notifications in this browser
          </button>
        </p>
        <p {...form.errorProps('')} className="field-error">
          {form.errors['']}
        </p>
        <p className="actions">
          <button data-pending-text="Saving…">Save</button>
          <span role="status">{form.status === 'done' && 'Saved.'}</span>
        </p>
      </form>
    </main>
  );
}

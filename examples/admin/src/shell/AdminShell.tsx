import { Page, useState } from 'nopal';
import { AlertRegion } from '../alerts/AlertRegion.tsx';
import { VisitorMark } from '../analytics/VisitorMark.tsx';
import { Header } from './Header.tsx';
import { Navigation } from './Navigation.tsx';
import { type Appearance, defaultAppearance, noSummary, type Summary } from './shell-state.ts';

/** Who looks at the app, as far as the shell shows it. */
export interface ShellProps {
  visitorId: string;
  /** `null` when nobody is signed in. */
  userName: string | null;
}

/** What stays while pages change: header, navigation and alerts. Its states are pushed to like those of any page. */
export function AdminShell({ visitorId, userName }: ShellProps) {
  const [summary] = useState<Summary>(noSummary);
  const [appearance] = useState<Appearance>(defaultAppearance);
  return (
    <div className="admin" data-theme={appearance.theme}>
      <a className="skip-link" href="#content">
        Skip to the content
      </a>
      <Header teamName={appearance.name} userName={userName} {...summary} />
      <Navigation />
      <div className="content" id="content" tabIndex={-1}>
        <AlertRegion notify={appearance.notifications} />
        <Page />
      </div>
      <VisitorMark id={visitorId} />
      <script type="module" src="/assets/admin.js" />
    </div>
  );
}

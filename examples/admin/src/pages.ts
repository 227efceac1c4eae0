import { type App, notFound, redirect } from 'nopal';
import { AnalyticsPage } from './analytics/AnalyticsPage.tsx';
import { PipelinesPage } from './ci/PipelinesPage.tsx';
import { ExportPage } from './export/ExportPage.tsx';
import { ExportsPage } from './export/ExportsPage.tsx';
import { jobs } from './export/export-jobs.ts';
import { MonitorPage } from './monitor/MonitorPage.tsx';
import { SettingsPage } from './settings/SettingsPage.tsx';
import { settings } from './settings/settings-store.ts';
import { AdminShell, type ShellProps } from './shell/AdminShell.tsx';
import { Failed } from './shell/Failed.tsx';
import { NotFound } from './shell/NotFound.tsx';
import { SitesPage } from './sites/SitesPage.tsx';
import { actor } from './users/actor.ts';
import { board } from './users/board.ts';
import { LoginPage } from './users/LoginPage.tsx';
import { MyPage } from './users/MyPage.tsx';
import { who } from './users/who.ts';

/** What all pages have in common: the shell, and the style sheets, the monitor's own included. */
const look = { shell: AdminShell, stylesheets: ['/assets/monitor/monitor.css', '/assets/admin.css'] };

/** Who looks at the shell. */
function shellProps(): ShellProps {
  const { visitorId, user } = who();
  return { visitorId, userName: user?.name ?? null };
}

const inShell = { ...look, shellProps };

/** Puts every page at its address. */
export function addPages(app: App): void {
  app.page('/deployment/dashboard', MonitorPage, {
    ...inShell,
    title: 'Deployment',
    props: () => ({ visitorId: who().visitorId }),
  });
  app.page('/ci', PipelinesPage, { ...inShell, title: 'Pipelines' });
  app.page('/sites', SitesPage, {
    ...inShell,
    title: 'Sites',
    props: () => ({ actor: actor() }),
  });
  app.page('/analytics', AnalyticsPage, { ...inShell, title: 'Analytics' });
  app.page('/export', ExportsPage, {
    ...inShell,
    title: 'Exports',
    props: () => ({ actor: actor(), dataSets: jobs.dataSets }),
  });
  app.page('/export/:id', ExportPage, {
    ...inShell,
    title: ({ params }) => `Export of ${jobs.find(params.id)?.title ?? 'nothing'}`,
    componentId: ({ params }) => params.id,
    props: ({ params }) => {
      const job = jobs.find(params.id);
      return job === undefined ? notFound() : { job };
    },
  });
  app.page('/settings', SettingsPage, {
    ...inShell,
    title: 'Settings',
    props: () => ({ actor: actor(), settings: settings.current }),
  });
  app.page('/login', LoginPage, { ...inShell, title: 'Sign in' });
  app.page('/me', MyPage, {
    ...inShell,
    title: 'My tasks',
    guard: () => (who().user === undefined ? redirect('/login') : undefined),
    props: () => {
      const { user } = who();
      return user === undefined ? redirect('/login') : { user, actor: actor(), desk: board.deskOf(user.id) };
    },
  });
  app.notFoundPage(NotFound, {
    ...look,
    title: 'Not found',
    shellProps,
  });
  app.errorPage(Failed, {
    ...look,
    title: 'Something went wrong',
    shellProps,
  });
}

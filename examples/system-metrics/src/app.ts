import { type App, type AppOptions, createApp } from 'nopal';
import { MetricsApi } from './api/metrics-api.ts';
import { serveCapnweb } from './capnweb-script.ts';
import { feedService, type Sources } from './feeds/feed-service.ts';
import { createFeeds } from './feeds/feeds.ts';
import { SystemMetricsPage } from './page/SystemMetricsPage.tsx';

/**
 * Puts the example together: the page, the RPC, the page that speaks RPC, and what pushes to all of them. It does not
 * listen yet.
 *
 * @param options of the app, such as how it logs
 */
export async function metricsApp(sources: Sources, options?: AppOptions): Promise<App> {
  const app = createApp(options);
  const feeds = createFeeds();
  app.addHostedService(feedService(sources, feeds));

  app.page('/', SystemMetricsPage, {
    title: 'System metrics',
    lang: 'en',
    stylesheets: ['/static/metrics.css'],
    icon: '/static/favicon.svg',
  });
  app.rpc('/api', () => new MetricsApi(feeds));

  await serveCapnweb(app, '/static/capnweb.js');
  // The addresses in that page are relative to its folder.
  app.http.get('/static/serverpush', (c) => c.redirect('/static/serverpush/'));
  app.static('/static', new URL('../public/', import.meta.url));
  return app;
}

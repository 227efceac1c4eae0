import type { Visits } from '../analytics/visits.ts';
import type { Pipelines } from '../ci/pipeline-service.ts';
import type { SiteDeployments } from '../sites/site-deployments.ts';
import type { Cell, DataSet } from './data-set.ts';

/** What the app itself recorded. A job exports what was there when it began. */
export function ownData(visits: Visits, pipelines: Pipelines, sites: SiteDeployments): DataSet[] {
  return [
    snapshot('page-views', 'Page views', ['at', 'page', 'visitor'], () =>
      visits.views.map(({ at, page, visitorId }) => [at, page, visitorId]),
    ),
    snapshot(
      'builds',
      'Pipeline builds',
      ['build', 'pipeline', 'branch', 'status', 'stage', 'started at', 'seconds'],
      () =>
        pipelines.builds.map(({ buildId, pipeline, branch, status, stage, startedAt, duration }) => [
          buildId,
          pipeline,
          branch,
          status,
          stage,
          startedAt,
          duration / 1000,
        ]),
    ),
    snapshot('deployments', 'Site deployments', ['site', 'what', 'version', 'status', 'by', 'started at'], () =>
      sites.views.flatMap(({ name, entries }) =>
        entries.map(({ kind, version, status, by, startedAt }) => [name, kind, version, status, by, startedAt]),
      ),
    ),
  ];
}

/** A data set of what `read` gives when the export begins: it is counted, and what comes meanwhile is left out. */
function snapshot(name: string, title: string, columns: readonly string[], read: () => readonly Cell[][]): DataSet {
  return { name, title, columns, count: async () => read().length, rows: () => read() };
}

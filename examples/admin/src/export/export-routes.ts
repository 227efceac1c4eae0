import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { Hono } from 'hono';
import type { ExportJobs } from './export-jobs.ts';

/** The files of exports: `/:id/file`. */
export function exportRoutes(jobs: Pick<ExportJobs, 'fileOf'>): Hono {
  const routes = new Hono();
  routes.get('/:id/file', (c) => {
    const file = jobs.fileOf(c.req.param('id'));
    if (file === undefined) return c.text('This export is not done, or its file is gone. Start it again.\n', 404);
    c.header('content-type', 'text/csv; charset=utf-8');
    c.header('content-disposition', `attachment; filename="${file.name}"`);
    // The two types of the same streams, Node's and the browsers', do not know each other.
    return c.body(Readable.toWeb(createReadStream(file.path)) as ReadableStream);
  });
  return routes;
}

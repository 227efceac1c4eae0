import type { App, ComponentStateUpdater } from 'nopal';
import { loadDashboard } from '../card/dashboard.ts';
import { fiveFields } from '../card/states.ts';
import { linesOf, ManyRows, NestedRows, OwnFewRows, OwnManyRows } from '../sharing/pages.tsx';
import { Feed } from '../slow/feed.tsx';
import { textOf } from '../slow/text.ts';
import { Desk } from '../soak/desk.tsx';

const FEW = linesOf(10);
const MANY = linesOf(1000);

/** The next update of a page: the n-th since the server started. */
type Push = (updater: ComponentStateUpdater, n: number) => void;

const card: Push = (updater, n) => void updater.broadcastStateUpdate('deploymentStatus', fiveFields(n));
/** One cell of one row. */
const cellOf =
  (lines: typeof MANY): Push =>
  (updater, n) => {
    const row = lines.length >> 1;
    updater.broadcastStateUpdate('lines', lines.with(row, { id: row, name: `Line ${row}`, amount: 1000 + n }));
  };
const textIn =
  (length: number): Push =>
  (updater, n) =>
    void updater.broadcastStateUpdate('text', textOf(n, length));
const tick: Push = (updater, n) => void updater.broadcastStateUpdate('tick', `tick ${n}`);
const news: Push = (updater, n) => void updater.broadcastStateUpdate('news', `news ${n}`);

/** What can be pushed, by name. */
export const PUSHES = {
  card,
  'few rows': cellOf(FEW),
  'many rows': cellOf(MANY),
  '16 KiB': textIn(16_384),
  '4 KiB': textIn(4096),
  '1 KiB': textIn(1024),
  tick,
  news,
} satisfies Readonly<Record<string, Push>>;

/** Adds all pages to an app. */
export async function addPages(app: App): Promise<void> {
  app.page('/card', await loadDashboard(), { title: 'Deployment Monitor' });
  app.page('/many', ManyRows);
  app.page('/nested', NestedRows);
  app.page('/own-few', OwnFewRows);
  app.page('/own-many', OwnManyRows);
  app.page('/feed', Feed);
  app.page('/desk', Desk);
}

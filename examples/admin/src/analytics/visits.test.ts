import { expect, test } from 'vitest';
import { remembered, Visits } from './visits.ts';

const start = Date.parse('2026-01-01T10:00:30.000Z');
const minute = 60_000;

test('visitors count once, views each time', () => {
  const visits = new Visits();
  visits.view('a', '/ci', start);
  visits.view('a', '/sites', start);
  visits.view('b', '/ci', start);
  expect(visits.counts(start)).toMatchObject({
    visitors: 2,
    pageViews: 3,
    pages: [
      { page: '/ci', views: 2 },
      { page: '/sites', views: 1 },
    ],
  });
});

test('a visitor converts once, and stays converted while looking around', () => {
  const visits = new Visits();
  for (const visitor of ['a', 'b', 'c', 'd']) visits.view(visitor, '/sites', start);
  visits.convert('a');
  visits.convert('a');
  visits.view('a', '/ci', start);
  expect(visits.counts(start)).toMatchObject({ visitors: 4, converted: 1 });
});

test('views are counted per minute, and minutes without any are there with 0', () => {
  const visits = new Visits();
  visits.view('a', '/ci', start);
  visits.view('a', '/ci', start + 2 * minute);
  visits.view('a', '/ci', start + 2 * minute + 1000);
  const { viewsPerMinute } = visits.counts(start + 3 * minute);
  expect(viewsPerMinute).toHaveLength(remembered.minutes);
  expect(viewsPerMinute.slice(-4)).toEqual([
    { minute: '2026-01-01T10:00:00.000Z', views: 1 },
    { minute: '2026-01-01T10:01:00.000Z', views: 0 },
    { minute: '2026-01-01T10:02:00.000Z', views: 2 },
    { minute: '2026-01-01T10:03:00.000Z', views: 0 },
  ]);
});

test('an hour later the minutes are empty, the totals are not', () => {
  const visits = new Visits();
  visits.view('a', '/ci', start);
  visits.view('a', '/ci', start + 60 * minute);
  const counts = visits.counts(start + 120 * minute);
  expect(counts.viewsPerMinute.every(({ views }) => views === 0)).toBe(true);
  expect(counts.pageViews).toBe(2);
});

test('what is remembered is bounded', () => {
  const visits = new Visits();
  const total = remembered.visitors + remembered.views;
  for (let i = 0; i < total; i += 1) visits.view(`visitor-${i}`, '/ci', start);
  expect(visits.counts(start)).toMatchObject({ visitors: remembered.visitors, pageViews: total });
  expect(visits.views.length).toBeLessThan(remembered.views * 1.1);
  expect(visits.views.at(-1)?.visitorId).toBe(`visitor-${total - 1}`);
});

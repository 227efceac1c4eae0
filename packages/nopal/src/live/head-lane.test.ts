import { expect, test } from 'vitest';
import { HeadLane, type Surrounded } from './head-lane.ts';

const NONE = { title: '', meta: {} };

/** A page at an address, as far as a lane looks at it. */
function at(path: string, title = ''): Surrounded {
  const route = { path, search: '', params: {}, query: {} };
  return { root: { title: undefined }, source: { route, head: { title, meta: {} } } } as unknown as Surrounded;
}

test('of several pages that were entered before anything could be told, the last is told', () => {
  const lane = new HeadLane('');
  lane.entered(NONE, { title: '', meta: { a: '1' } }, { url: '/a' });
  lane.entered({ title: '', meta: { a: '1' } }, { title: '', meta: { a: '1' } }, { url: '/b', replace: 1 });
  // One entry was added to the history, and then replaced.
  expect(lane.take(at('/b'), 1)).toEqual({ url: '/b', meta: { a: '1' } });
  expect(lane.take(at('/b'), 2)).toBeNull();
  lane.entered(NONE, NONE, { url: '/c', replace: 1 });
  lane.entered(NONE, NONE, { url: '/d', replace: 1 });
  expect(lane.take(at('/d', 'D'), 2)).toEqual({ url: '/d', replace: 1, title: 'D' });
});

test('what is to be loaded and a page that was entered do not mix: the later one counts', () => {
  const lane = new HeadLane('');
  lane.load('/file', false);
  lane.entered(NONE, NONE, { url: '/b' });
  expect(lane.take(at('/b'), 1)).toEqual({ url: '/b' });
  lane.entered(NONE, NONE, { url: '/c' });
  lane.load('/file', true);
  expect(lane.take(at('/c'), 2)).toEqual({ load: '/file', replace: 1 });
});

test('after a cut, what may not have arrived is told again, and a download is not begun twice', () => {
  const lane = new HeadLane('');
  lane.tellAgain(at('/a'), 0);
  expect(lane.isDue(at('/a'))).toBe(false);
  lane.load('/file', false);
  lane.take(at('/a'), 5);
  lane.tellAgain(at('/a'), 4);
  expect(lane.take(at('/a'), 6)).toMatchObject({ load: '/file' });
  lane.tellAgain(at('/a'), 6);
  expect(lane.take(at('/a'), 7)).toEqual({ url: '/a', meta: {}, title: '' });
});

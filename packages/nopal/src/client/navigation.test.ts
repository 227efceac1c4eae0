// @vitest-environment happy-dom
/** Going from page to page in place. Histories and scroll positions are tested in a real browser. */
import { beforeEach, expect, test, vi } from 'vitest';
import { TestHost } from '../../test/support/test-host.ts';
import { start } from './navigation.ts';
import { hooks } from './parts.ts';

beforeEach(() => {
  history.replaceState(null, '', '/here');
  document.head.innerHTML = '';
  vi.restoreAllMocks();
});

const page = (html: string): TestHost => new TestHost(html, start);
const here = (): string => location.href.slice(location.origin.length);
const isNavigating = (): boolean => document.documentElement.hasAttribute('data-navigating');

/** Clicks, and keeps happy-dom from going anywhere; gives whether the script would have kept the browser from it. */
function click(host: TestHost, selector: string, options: MouseEventInit = {}): boolean {
  let isOurs = false;
  addEventListener(
    'click',
    (event) => {
      isOurs = event.defaultPrevented;
      event.preventDefault();
    },
    { once: true },
  );
  host.raise(selector, new MouseEvent('click', { bubbles: true, cancelable: true, ...options }));
  return isOurs;
}

test('a link is followed in place: the page is asked for, and its address comes with it', () => {
  const host = page('<a href="/there?a=1" data-link="">go</a>');
  expect(click(host, 'a')).toBe(true);
  expect([host.asked, isNavigating(), here()]).toEqual([[['go', '/there?a=1']], true, '/here']);
  hooks.arrived({ url: '/there?a=1', title: 'There' });
  host.answer(1);
  expect([here(), isNavigating()]).toEqual(['/there?a=1', false]);
  expect(document.querySelector('[aria-live=polite]')?.textContent).toBe('There');
});

test.each([
  ['href="/there"', { ctrlKey: true }],
  ['href="/there"', { metaKey: true }],
  ['href="/there"', { shiftKey: true }],
  ['href="/there"', { altKey: true }],
  ['href="/there"', { button: 1 }],
  ['href="/there" target="_blank"', {}],
  ['href="/there" download', {}],
  ['href="https://example.com/there"', {}],
  ['href="mailto:a@example.com"', {}],
  ['href="/here#place"', {}],
  [`href="/${'x'.repeat(5000)}"`, {}],
] as const)("a link with %s, clicked with %o, is the browser's", (attributes, options) => {
  const host = page(`<a data-link="" ${attributes}>x</a>`);
  expect(click(host, 'a', options)).toBe(false);
  expect(host.asked).toEqual([]);
});

test("a link that is no longer ours is the browser's: prevented, or without a connection", () => {
  const host = page('<a href="/there" data-link="">x</a>');
  host.find('a').addEventListener('click', (event) => event.preventDefault(), { once: true });
  click(host, 'a');
  host.isReady = false;
  expect(click(host, 'a')).toBe(false);
  expect(host.asked).toEqual([]);
});

test('a page that cannot be shown in place is loaded by the browser', () => {
  const assign = vi.spyOn(location, 'assign').mockReturnValue();
  const replace = vi.spyOn(location, 'replace').mockReturnValue();
  const host = page('<a href="/a#x" data-link="">x</a><a href="/b" data-link="replace">x</a>');
  click(host, 'a');
  host.answer(1, 'not run', 'load');
  click(host, '[href="/b"]');
  host.answer(2, 'unknown');
  expect([assign.mock.calls, replace.mock.calls, isNavigating()]).toEqual([[['/a#x']], [['/b']], false]);
  hooks.arrived({ load: 'https://example.com/' });
  expect(assign).toHaveBeenLastCalledWith('https://example.com/');
});

test('of several links only the last one counts', () => {
  const assign = vi.spyOn(location, 'assign').mockReturnValue();
  const host = page('<a href="/a" data-link="">x</a><a href="/b" data-link="">x</a>');
  click(host, '[href="/a"]');
  click(host, '[href="/b"]');
  // The same again asks for nothing.
  expect(click(host, '[href="/b"]')).toBe(true);
  hooks.arrived({ url: '/b' });
  host.answer(2);
  host.answer(1, 'not run', 'stale');
  expect([host.asked.length, here(), assign.mock.calls, isNavigating()]).toEqual([2, '/b', [], false]);
});

test('an answer to a link that was given up changes nothing', () => {
  const assign = vi.spyOn(location, 'assign').mockReturnValue();
  const host = page('<a href="/a" data-link="">x</a><a href="/b" data-link="">x</a>');
  click(host, '[href="/a"]');
  click(host, '[href="/b"]');
  host.answer(1, 'not run', 'stale');
  expect([assign.mock.calls, isNavigating()]).toEqual([[], true]);
  hooks.arrived({ url: '/b' });
  host.answer(2);
  expect([here(), isNavigating()]).toEqual(['/b', false]);
});

test('what a page says in meta elements takes the place of what the one before said, and nothing else does', () => {
  document.head.innerHTML =
    '<meta name="viewport" content="v"><meta name="robots" content="none" data-page>' +
    '<meta name="a" content="1" data-page><meta name="theme" content="an extension’s">';
  page('');
  const metas = (): string[][] =>
    [...document.head.querySelectorAll('meta')].map(({ name, content }) => [name, content]);
  hooks.arrived({ meta: { robots: 'all', b: '2' } });
  const others = [
    ['viewport', 'v'],
    ['theme', 'an extension’s'],
  ];
  expect(metas()).toEqual([others[0], ['robots', 'all'], others[1], ['b', '2']]);
  hooks.arrived({ meta: { b: '3' } });
  expect(metas()).toEqual([...others, ['b', '3']]);
});

test('a page that the user may want soon is prepared, once, and not for who saves data or a link that says so', () => {
  vi.useFakeTimers();
  const host = page(
    '<a href="/a" data-link=""><b>x</b></a><a href="/b" data-link="no-prefetch">x</a><a href="/here" data-link="">x</a>',
  );
  host.raise('b', 'pointerover');
  vi.advanceTimersByTime(64);
  host.root.dispatchEvent(new Event('pointerleave'));
  for (const selector of ['[href="/b"]', '[href="/here"]']) host.raise(selector, 'focusin');
  host.isReady = false;
  host.raise('a', 'touchstart');
  expect(host.said).toEqual([]);
  host.isReady = true;
  host.raise('b', 'pointerover');
  vi.advanceTimersByTime(65);
  host.raise('a', 'focusin');
  expect(host.said).toEqual([['prefetch', '/a']]);
  vi.advanceTimersByTime(10_000);
  host.raise('a', 'focusin');
  expect(host.said).toHaveLength(2);
  Object.defineProperty(navigator, 'connection', { value: { saveData: true }, configurable: true });
  vi.advanceTimersByTime(10_000);
  host.raise('a', 'focusin');
  expect(host.said).toHaveLength(2);
  Reflect.deleteProperty(navigator, 'connection');
  vi.useRealTimers();
});

test('a page that was moved does not come back to what its document was served with', () => {
  const host = page('<a href="/there" data-link="">x</a>');
  expect(host.options.claim.token).toBe('token');
  click(host, 'a');
  hooks.arrived({ url: '/there' });
  expect(host.options.claim.token).toBe('');
});

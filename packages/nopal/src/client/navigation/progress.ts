/** How long a page may take without a word, in milliseconds: most are there by then. */
const QUIET_MS = 150;
/** In which time the line comes near its end, in milliseconds; it never gets there by itself. */
const LONG_MS = 8000;

let timer: ReturnType<typeof setTimeout> | undefined;
let line: HTMLElement | undefined;

/** Shows whether a page is awaited: as an attribute for styles, and as a line when it takes a while. */
export function showProgress(isAwaited: boolean): void {
  document.documentElement.toggleAttribute('data-navigating', isAwaited);
  if (isAwaited) {
    timer ??= setTimeout(draw, QUIET_MS);
    return;
  }
  clearTimeout(timer);
  timer = undefined;
  line?.remove();
}

function draw(): void {
  line ??= makeLine();
  document.body.append(line);
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  line.animate(
    { transform: ['scaleX(0)', 'scaleX(.95)'] },
    { duration: LONG_MS, easing: 'cubic-bezier(0,.8,.2,1)', fill: 'forwards' },
  );
}

function makeLine(): HTMLElement {
  const element = document.createElement('div');
  element.setAttribute('role', 'progressbar');
  element.setAttribute('aria-label', 'Loading');
  // By script, which a strict Content-Security-Policy lets.
  element.style.cssText =
    'position:fixed;inset:0 0 auto;height:3px;z-index:9999;background:Highlight;transform-origin:0 0;pointer-events:none';
  return element;
}

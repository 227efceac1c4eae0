/** A connection may be lost for so many milliseconds without a word: most are back by then. */
const QUIET_MS = 1000;

let timer: ReturnType<typeof setTimeout> | undefined;
let bar: HTMLElement | undefined;

/**
 * Shows whether the page is connected: as an attribute for styles, and, when it is not for a while, to the user. An
 * element of the page with the id `nopal-status` is shown then, and without one a bar.
 */
export function showConnection(isOpen: boolean): void {
  document.documentElement.dataset['connection'] = isOpen ? 'open' : 'lost';
  clearTimeout(timer);
  if (isOpen) tell('');
  else timer = setTimeout(tell, QUIET_MS, 'Connection lost. Reconnecting…');
}

function tell(text: string): void {
  const own = document.getElementById('nopal-status');
  if (own) own.hidden = !text;
  else if (bar) bar.textContent = text;
  else {
    // There long before it says something: only then it is read aloud. While it is empty it takes no place.
    bar = document.createElement('div');
    bar.setAttribute('role', 'status');
    // Set by script, which a strict Content-Security-Policy lets. The page's own colours, the other way round.
    bar.style.cssText =
      'position:fixed;inset:0 0 auto;z-index:9999;line-height:2;text-align:center;background:CanvasText;color:Canvas';
    document.body.append(bar);
  }
}

/** The `<meta>` elements that are the page's: all that have a name, but for what the document says of itself. */
let managed: HTMLMetaElement[] | undefined;

/** Sets the `<meta>` elements of a page; those of the page before go. */
export function setMeta(meta: Readonly<Record<string, string>>): void {
  managed ??= [...document.head.querySelectorAll<HTMLMetaElement>('meta[name]:not([name=viewport])')];
  const before = new Map(managed.map((element) => [element.name, element]));
  managed = Object.entries(meta).map(([name, content]) => {
    const element = before.get(name) ?? document.head.appendChild(document.createElement('meta'));
    before.delete(name);
    return Object.assign(element, { name, content });
  });
  for (const element of before.values()) element.remove();
}

let announcer: HTMLElement | undefined;

/** Has the title of a page read aloud, as a browser does when it loads a document. */
export function announce(title: string): void {
  announcer ??= makeAnnouncer();
  announcer.textContent = title;
}

function makeAnnouncer(): HTMLElement {
  const element = document.createElement('div');
  element.setAttribute('aria-live', 'polite');
  element.style.cssText =
    'position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap';
  return document.body.appendChild(element);
}

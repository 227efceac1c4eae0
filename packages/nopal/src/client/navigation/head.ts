/** Sets the `<meta>` elements of a page; those of the page before go. Others are marked by nobody, and stay. */
export function setMeta(meta: Readonly<Record<string, string>>): void {
  const elements = document.head.querySelectorAll<HTMLMetaElement>('meta[data-page]');
  const before = new Map([...elements].map((element) => [element.name, element]));
  for (const [name, content] of Object.entries(meta)) {
    const element = before.get(name) ?? document.head.appendChild(document.createElement('meta'));
    before.delete(name);
    element.dataset['page'] = '';
    Object.assign(element, { name, content });
  }
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

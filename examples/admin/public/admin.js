// The little that only the browser can do. Everything works without it.

// New alerts become notifications, where the user allowed them and nobody looks at the page.
const root = document.documentElement;
const tellPermission = () => {
  // The button that asks is shown by the style sheet, as long as nothing was decided.
  root.dataset.notifications = 'Notification' in globalThis ? Notification.permission : 'unsupported';
};
tellPermission();

const region = document.querySelector('[role="alert"].alerts');
if (region) {
  new MutationObserver((changes) => {
    if (region.dataset.notify !== 'yes' || root.dataset.notifications !== 'granted' || !document.hidden) return;
    for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
      if (!(node instanceof Element)) continue;
      const body = node.querySelector('p')?.firstChild?.textContent?.trim();
      // The same tag in every tab: the user is told once.
      const notification = new Notification(document.title, { body, tag: node.id });
      notification.addEventListener('click', () => focus());
    }
  }).observe(region, { childList: true });
}

document.addEventListener('click', ({ target }) => {
  if (!(target instanceof Element)) return;
  if (target.closest('[data-allow-notifications]')) {
    void Notification.requestPermission().then(tellPermission);
  }
  // The page changes in place, so the menu that led there has to close by itself.
  if (target.closest('a')) target.closest('[popover]:popover-open')?.hidePopover();
});

/** Listening, and all that comes with it; a file of its own, loaded by pages that listen to something. */
import { detailOf } from './events/details.ts';
import { Fields, type Ending } from './events/fields.ts';
import { findListener, isTold } from './events/listen.ts';
import { Overlays } from './events/overlays.ts';
import { Recovery } from './events/recovery.ts';
import { Resets } from './events/resets.ts';
import { caretIn, isControlled, isField } from './events/states.ts';
import { Timing, type Held } from './events/timing.ts';
import type { Host } from './parts.ts';

/** Starts to tell the server of events. */
export function start(host: Host): void {
  const { root, hooks, link, ownChildren, opened } = host;
  const recovery = new Recovery(host);
  const fields = new Fields(host, (field) => recovery.forget(field));
  const overlays = new Overlays();
  const timing = new Timing({ tell, wait: (held) => fields.wait(held), waited: (held) => fields.waited(held) });
  const resets = new Resets();
  let isChanging = false;
  let refusal: string | undefined;

  function handle(event: Event): void {
    // What happens because the page changes is told when it has changed, and names what it is then.
    if (isChanging) return queueMicrotask(() => handle(event));
    const listener = findListener(event, root, (element) => pathTo(element) !== undefined);
    if (listener === undefined || isEcho(event) || overlays.isSubmitting(event.target)) return;
    const { options, ...heard } = listener;
    timing.hear({ ...heard, event, target: event.target as Element }, options);
  }

  function tell(held: Held): void {
    const { element, event, target } = held;
    // It may be gone by now.
    const path = pathTo(element);
    if (path === undefined) return;
    const detail = { ...detailOf(held), ...(!isTold(event) && { bubbles: false }) };
    refusal = undefined;
    const number = link.ask('event', path, event.type, detail);
    if (number !== undefined) {
      fields.report(number, held);
      overlays.add(number, held);
    }
    // A form goes the way that it goes without a script. One of its fields may be named `submit`.
    else if (refusal === 'too-large' && event.type === 'submit') HTMLFormElement.prototype.submit.call(target);
  }

  /** Whether the page itself opened or closed something: the server knows. */
  function isEcho({ type, target }: Event): boolean {
    return (
      type === 'toggle' &&
      target instanceof HTMLDetailsElement &&
      isControlled(target) &&
      target.open === opened.has(target)
    );
  }

  function pathTo(from: Element): number[] | undefined {
    const path: number[] = [];
    for (let node: Node = from; node !== root; node = node.parentNode) {
      if (node.parentNode === null) return undefined;
      const index = ownChildren(node.parentNode).indexOf(node as ChildNode);
      if (index < 0) return undefined;
      path.unshift(index);
    }
    return path;
  }

  hooks.handle = handle;
  hooks.flush = () => timing.flush();
  hooks.lost = () => recovery.lost();
  hooks.around = (apply) => {
    isChanging = true;
    const keepCaret = caretIn(document.activeElement);
    try {
      overlays.around(() => fields.around(() => recovery.around(apply)));
      resets.check((form) => fields.reset(form));
    } finally {
      isChanging = false;
    }
    keepCaret?.();
  };
  root.addEventListener('nopal:event', ({ detail }: CustomEventInit<Ending>) => {
    if (detail === undefined) return;
    refusal = detail.reason;
    overlays.remove(detail.number);
    fields.answered(detail);
  });

  /** Before the page's own listeners: they say what was told of it. */
  const onField = (type: string, run: (field: EventTarget) => void): void =>
    document.addEventListener(
      type,
      ({ target }) => target instanceof Node && root.contains(target) && run(target),
      true,
    );
  for (const type of ['input', 'change'])
    onField(type, (field) => {
      if (isField(field)) recovery.edited(field);
    });
  onField('compositionstart', (field) => fields.compose(field));
  onField('compositionend', (field) => fields.composed(field));
  for (const type of ['blur', 'change', 'submit']) onField(type, () => timing.flush());
  // Before the link says goodbye.
  addEventListener('pagehide', () => timing.flush(), true);
  addEventListener('nopal:reload', () => recovery.keep());
  recovery.begin();
}

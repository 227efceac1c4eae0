import { ownChildren } from './nodes.ts';

/** What happened, to be told to the server. */
export interface RaisedEvent {
  /** Child indexes from the root to the element that listens. */
  readonly path: number[];
  readonly type: string;
  readonly detail: Record<string, unknown>;
}

const FIELDS = ['altKey', 'ctrlKey', 'metaKey', 'shiftKey', 'button', 'key', 'code', 'repeat'];
const listening = new Set<string>();
let root: Element;
let raise: (event: RaisedEvent) => void;

/** Sets where events are listened to and whom they are told. */
export function startEvents(element: Element, tell: (event: RaisedEvent) => void): void {
  root = element;
  raise = tell;
  for (const each of root.querySelectorAll('[data-nopal]')) listen(each.getAttribute('data-nopal') as string);
}

/** Listens to the events that an element's attribute names. One listener on the root serves all elements. */
export function listen(types: string): void {
  for (const type of types.split(' ')) {
    if (listening.has(type)) continue;
    listening.add(type);
    // Capturing also gets the events that do not bubble.
    root.addEventListener(type, handle, true);
  }
}

function handle(event: Event): void {
  const { target, type } = event;
  if (!(target instanceof Node)) return;
  // Focus is told to those around it too, by whichever of its two names; other events that do not bubble are not.
  const bubbles = event.bubbles || /^(?:focus|blur)$/.test(type);
  let node: Node | null = target;
  while (node !== root && node !== null && !listensTo(node, type)) node = bubbles ? node.parentNode : null;
  if (node === root || node === null) return;
  const path = pathTo(node);
  if (path === undefined) return;
  // Handlers run on the server; the page must not be left meanwhile.
  if (type === 'submit') event.preventDefault();
  raise({ path, type, detail: { ...detailOf(event), ...(!bubbles && { bubbles }) } });
}

function listensTo(node: Node, type: string): boolean {
  return node instanceof Element && node.getAttribute('data-nopal')?.split(' ').includes(type) === true;
}

function pathTo(from: Node): number[] | undefined {
  const path: number[] = [];
  for (let node = from; node !== root; node = node.parentNode) {
    if (node.parentNode === null) return undefined;
    const index = ownChildren(node.parentNode).indexOf(node as ChildNode);
    if (index < 0) return undefined;
    path.unshift(index);
  }
  return path;
}

function detailOf(event: Event): Record<string, unknown> {
  const raw = event as unknown as Record<string, unknown>;
  const target = event.target as HTMLInputElement;
  const isEdit = /^(?:before)?input$|^change$/.test(event.type);
  const detail: Record<string, unknown> = { target: describe(target, isEdit) };
  for (const name of FIELDS) if (raw[name] !== undefined) detail[name] = raw[name];
  if (target instanceof HTMLFormElement) {
    detail['data'] = formData(target);
    const { submitter } = event as SubmitEvent;
    detail['submitter'] = submitter ? describe(submitter as HTMLInputElement, false) : null;
  }
  return detail;
}

function describe(
  { localName, id, name, value, checked, type }: HTMLInputElement,
  isEdit: boolean,
): Record<string, unknown> {
  return {
    tag: localName,
    id,
    // A form's fields shadow its properties, so what is not a text is none of these.
    name: typeof name === 'string' ? name : '',
    // A password is told when it is edited or submitted, not with every key and click.
    ...(typeof value === 'string' && (type !== 'password' || isEdit) && { value }),
    ...((type === 'checkbox' || type === 'radio') && { checked }),
  };
}

function formData(form: HTMLFormElement): Record<string, string | string[]> {
  // Without a prototype: a field may be named anything.
  const data: Record<string, string | string[]> = Object.create(null);
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== 'string') continue;
    const before = data[name];
    data[name] = before === undefined ? value : [before, value].flat();
  }
  return data;
}

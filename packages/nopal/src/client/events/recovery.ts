/** What the user wrote, and how it outlives the server's memory of it. */
import type { Host } from '../parts.ts';
import { isHeard, wantedBy } from './listen.ts';
import { fieldsIn, groupOf, isSame, meantFor, setState, stateOf, type Field, type State } from './states.ts';

/** What is kept over a reload of the page, in the tab's storage. */
interface Kept {
  readonly path: string;
  readonly fields: readonly (readonly [name: string, state: State])[];
}

const STORAGE_KEY = 'nopal:fields';

/**
 * The fields that the user edited. When the page goes on with another viewer, or is loaded again, they keep what the
 * user wrote, and the server is told of it by the events that it would have heard.
 */
export class Recovery {
  readonly #host: Host;
  readonly #edited = new Set<Field>();
  #isLost = false;

  constructor(host: Host) {
    this.#host = host;
  }

  /** The user edited a field. */
  edited(field: Field): void {
    for (const each of groupOf(field)) this.#edited.add(each);
  }

  /** The server took what was in a field. */
  forget(field: Field): void {
    this.#edited.delete(field);
  }

  /** The server knows nothing of the page any more: the next change is a whole tree. */
  lost(): void {
    this.#isLost = true;
  }

  /** Runs what changes the page. */
  around(apply: () => void): void {
    const states = [...this.#edited].map((field) => [field, stateOf(field)] as const);
    if (!this.#isLost || states.length === 0) {
      this.#isLost = false;
      apply();
      // The server set something else, or took the field away: what the user wrote counts no more.
      for (const [field, state] of states)
        if (!field.isConnected || !isSame(stateOf(field), state)) this.#edited.delete(field);
      return;
    }
    this.#isLost = false;
    const before = namesIn(this.#host.root);
    const { held } = this.#host;
    const added = states.flatMap(([field]) => (held.has(field) ? [] : field));
    for (const field of added) held.add(field);
    apply();
    for (const field of added) held.delete(field);
    this.#edited.clear();
    const now = new Map([...namesIn(this.#host.root)].map(([field, name]) => [name, field]));
    for (const [edited, state] of states) {
      // Made anew, it is the one of that name.
      const field = edited.isConnected ? edited : now.get(before.get(edited) ?? '');
      if (field === undefined) continue;
      setState(field, state);
      this.#edited.add(field);
    }
    this.#tellLater();
  }

  /** Fields that were written in before there was a script, and what was kept over a reload. */
  begin(): void {
    const kept = readKept();
    const names = namesIn(this.#host.root);
    for (const field of fieldsIn(this.#host.root)) {
      const state = kept.get(names.get(field) ?? '');
      if (state !== undefined) setState(field, state);
      else if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) continue;
      // Others, such as a colour, have a value of their own when the page gives none.
      else if (field.defaultValue === '' && /^(?:range|color)$/.test(field.type)) continue;
      if (this.#differs(field)) this.#edited.add(field);
    }
    this.#tellLater();
  }

  /** Keeps what the user wrote while the page is loaded again. */
  keep(): void {
    const fields = [...namesIn(this.#host.root)]
      .filter(([field]) => this.#edited.has(field) && !field.matches('[type=password]'))
      .map(([field, name]) => [name, stateOf(field)] as const);
    const kept: Kept = { path: location.pathname + location.search, fields };
    try {
      if (fields.length > 0) sessionStorage[STORAGE_KEY] = JSON.stringify(kept);
    } catch (error) {
      console.warn('[nopal] what was typed cannot be kept over the reload', error);
    }
  }

  /** When the frame is counted that the page is of: what is raised names the newest. */
  #tellLater(): void {
    const fields = [...this.#edited];
    queueMicrotask(() => {
      for (const field of fields) {
        if (!field.isConnected || !this.#differs(field)) continue;
        // Of a group of radio buttons, the one that is chosen tells.
        if (field instanceof HTMLInputElement && field.type === 'radio' && !field.checked) continue;
        const heard = ['input', 'change'].filter((each) => isHeard(field, each));
        // Rather what it listens to itself than what somebody around it does.
        const type = heard.find((each) => wantedBy(field, each) !== undefined) ?? heard[0];
        if (type !== undefined) field.dispatchEvent(new Event(type, { bubbles: true }));
      }
    });
  }

  #differs(field: Field): boolean {
    return !isSame(stateOf(field), meantFor(field, this.#host.opened));
  }
}

function readKept(): ReadonlyMap<string, State> {
  try {
    const text = sessionStorage[STORAGE_KEY] as string | undefined;
    if (text === undefined) return new Map();
    sessionStorage.removeItem(STORAGE_KEY);
    const { path, fields } = JSON.parse(text) as Kept;
    return new Map(path === location.pathname + location.search ? fields : []);
  } catch (error) {
    console.warn('[nopal] what was typed before the reload cannot be read', error);
    return new Map();
  }
}

/** What the fields in an element are known by in another document, those that are known by something. */
function namesIn(root: Element): Map<Field, string> {
  const counts = new Map<string, number>();
  const names = new Map<Field, string>();
  for (const field of fieldsIn(root)) {
    const name = nameOf(field);
    if (name === undefined) continue;
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    // Of equal ones, which one it is.
    names.set(field, `${name} ${count}`);
  }
  return names;
}

/** Its name or id, those of its form, the key of what it stands in, and of a box its value. */
function nameOf(field: Field): string | undefined {
  const own = field.getAttribute('name') ?? field.getAttribute('id');
  if (own === null) return undefined;
  const form = 'form' in field ? field.form : null;
  const key = field.closest('[data-key]')?.getAttribute('data-key');
  const box = field.matches('[type=checkbox],[type=radio]') && field.getAttribute('value');
  return JSON.stringify([form?.getAttribute('name') ?? form?.getAttribute('id'), key, own, field.localName, box]);
}

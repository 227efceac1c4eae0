import type { HeadChange } from '../protocol/frames.ts';
import type { Claim } from './claim.ts';

/** What of the main script its parts need: given to them, so that none of it is in theirs. */
export interface Host {
  readonly root: HTMLElement;
  /** Fields whose text no frame may change. Filled by the part for events. */
  readonly held: WeakSet<Element>;
  readonly ownChildren: (node: Node) => ChildNode[];
  /** Elements that the server means to be open. */
  readonly opened: WeakSet<Element>;
  readonly hooks: Hooks;
  /** By what the page is known to the server. */
  readonly options: { claim: Claim };
  readonly link: {
    /** Whether the server would hear something now. */
    readonly isReady: boolean;
    /** Asks something that is answered: an event, or another page. Gives its number, unless it is refused; how it ends is told on the root. */
    ask(kind: 'event' | 'go', ...what: readonly unknown[]): number | undefined;
    /** Says something now, if it can be said now. */
    say(type: string, value: unknown): void;
  };
}

/** What is done at certain moments; a part sets its own when it is there. */
export interface Hooks {
  /** An event was heard. */
  handle(event: Event): void;
  /** Tells the server all that is held back. */
  flush?(): void;
  /** Runs what changes the page. */
  around?(apply: () => void): void;
  /** The viewer is another one: the next change is a whole tree that knows nothing of what the user typed. */
  lost?(): void;
  /** The page changed, and so does what is around it. */
  arrived(head: HeadChange): void;
}

/** How long to wait before a part that could not be loaded is asked for again, in milliseconds. */
const AGAIN_MS = 5000;
/** Events that may wait for the part that knows what to do about them. */
const MAX_WAITING = 100;

/** A part of the script, in a file of its own. */
interface Part {
  readonly load: () => Promise<{ start(host: Host): void }>;
  loaded?: Promise<void>;
}
const events: Part = { load: () => import('./events.ts') };
const navigation: Part = { load: () => import('./navigation.ts') };

/** What was heard before it was known what to do about it. */
const waiting: Event[] = [];
const listening = new Set<string>();
let host: Host | undefined;

/** What is done while no part is there. */
export const hooks: Hooks = {
  handle(event) {
    // Forms are sent without a script, too.
    if (event.type !== 'submit' && waiting.length < MAX_WAITING) waiting.push(event);
  },
  arrived: (head) => void need(navigation).then(() => hooks.arrived(head)),
};

/** Loads what the page needs, now and whenever a frame brings something that needs more. */
export function startParts(given: Host): void {
  host = given;
  // Entries of the history that were made in place only lead back when somebody follows them.
  if (history.state) void need(navigation);
  for (const each of given.root.querySelectorAll('[data-nopal],[data-link]'))
    for (const { name, value } of each.attributes) notice(name, value);
}

/** Takes note of an attribute that asks something of the script. */
export function notice(name: string, words: string): void {
  if (!host) return;
  if (name === 'data-link') void need(navigation);
  if (name !== 'data-nopal') return;
  for (const word of words.split(' ')) {
    const type = word.split(';')[0] as string;
    if (type === '=' || listening.has(type)) continue;
    listening.add(type);
    // One listener serves all elements. Capturing also gets the events that do not bubble.
    host.root.addEventListener(type, (event) => hooks.handle(event), true);
    void need(events);
  }
}

/** Loads a part, once; resolves when it works. */
function need(part: Part): Promise<void> {
  return (part.loaded ??= load(part));
}

async function load(part: Part): Promise<void> {
  try {
    (await part.load()).start(host as Host);
    for (const event of waiting.splice(0)) hooks.handle(event);
  } catch (error) {
    console.error('[nopal]', error);
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    await load(part);
  }
}

/** Loads the page again, with its scripts; what was typed is kept by the part that knows of it. */
export function reload(): void {
  dispatchEvent(new Event('nopal:reload'));
  location.reload();
}

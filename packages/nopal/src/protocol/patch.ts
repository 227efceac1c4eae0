/**
 * The patch grammar, written down for readers in docs/protocol.md.
 *
 * A patch is the JSON of a flat list of steps for one element. Numbers lead down, from child to child; what follows
 * them is done to the node that they lead to, and then the next step starts at the element again:
 *
 *     0,2,"text"       the text two levels down becomes "text"
 *     0,2,[5,1,"x"]    that text, from its character 5: 1 character replaced by "x"
 *     0,{"class":"a"}  child 0 gets the attribute; null removes one
 *     0,3,[…]          a patch of its own for child 0's child 3
 *     [0,4,1]          an array that no number leads to edits the element's own list of children
 */
export type Patch = readonly PatchStep[];

/** One token of a patch; see {@link Patch}. */
export type PatchStep = number | string | Readonly<Record<string, string | null>> | readonly unknown[];

/** First number of each edit of a list of children. Edits run one after another, each on the outcome of the last. */
export const LIST_REMOVE = 0;
/** `1, at, [nodes]` */
export const LIST_INSERT = 1;
/** `2, from, to` */
export const LIST_MOVE = 2;
/** `3, from, to, times, fromStep, toStep`: a run of moves */
export const LIST_MOVE_RUN = 3;

/** An encoded patch of one element, still without its brackets. */
export interface PatchBody {
  readonly text: string;
  /** Whether it is a single step, so that it can be continued from a longer path instead of being nested. */
  readonly single: boolean;
}

/** The patch that changes nothing. */
export const NO_PATCH: PatchBody = { text: '', single: false };

/** Collects the steps of one element's patch. */
export class PatchWriter {
  #text = '';
  #steps = 0;
  #nestable = true;

  /** Edits the list of children; has to come before steps into children, whose numbers count after it. */
  list(edits: string): void {
    this.#add(`[${edits}]`);
    this.#nestable = false;
  }

  /** Patches a child. */
  child(index: number, body: PatchBody): void {
    if (body.text === '') return;
    this.#add(body.single ? `${index},${body.text}` : `${index},[${body.text}]`);
  }

  /** Gives the child, a text, another content: whole, or the part that differs when that is shorter. */
  text(index: number, before: string, now: string): void {
    this.#add(`${index},${encodeText(before, now)}`);
  }

  /** Sets attributes; `null` removes. Comes last. */
  attributes(json: string): void {
    this.#add(json);
  }

  body(): PatchBody {
    return this.#steps === 0 ? NO_PATCH : { text: this.#text, single: this.#steps === 1 && this.#nestable };
  }

  #add(step: string): void {
    this.#text = this.#steps === 0 ? step : `${this.#text},${step}`;
    this.#steps++;
  }
}

/** Below this length a text is cheaper to send than to compare. */
const SPLICE_FROM = 24;

function encodeText(before: string, now: string): string {
  if (now.length >= SPLICE_FROM) {
    const most = Math.min(before.length, now.length);
    let start = 0;
    while (start < most && before.charCodeAt(start) === now.charCodeAt(start)) start++;
    if (isLowSurrogate(now, start) || isLowSurrogate(before, start)) start--;
    let end = 0;
    while (end < most - start && before.charCodeAt(before.length - 1 - end) === now.charCodeAt(now.length - 1 - end))
      end++;
    if (isLowSurrogate(now, now.length - end) || isLowSurrogate(before, before.length - end)) end--;
    end = Math.max(end, 0);
    if (start + end > 16) {
      return `[${start},${before.length - start - end},${JSON.stringify(now.slice(start, now.length - end))}]`;
    }
  }
  return JSON.stringify(now);
}

function isLowSurrogate(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return index > 0 && code >= 0xdc00 && code <= 0xdfff;
}

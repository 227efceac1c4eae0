/** A message of Cap'n Web as it travels: an array whose first element says what it is. */
export type Message = readonly unknown[];

/** What an expression brings in of the client. */
export interface Brought {
  /** Numbers of functions, objects and streams. */
  readonly exports: readonly number[];
  /** Numbers of promises. */
  readonly promises: readonly number[];
}

/** What is in an expression, nested ones included. */
export interface Contents extends Brought {
  /** Calls, reads of properties, and uses of `map()`. */
  calls: number;
  /** Of these, calls with arguments, and uses of `map()`: what may take long. */
  acts: number;
  /** Numbers of streams that can be written to. */
  readonly streams: number[];
  readonly exports: number[];
  readonly promises: number[];
  /** Blobs, which would be kept as a whole, and signals of requests, which cannot be sent. */
  unfit: number;
  /** Numbers of what it takes a copy of: results, and properties of them. */
  readonly copies: number[];
  /** Numbers of what it uses in any way. */
  readonly uses: number[];
  /** What is done by `map()`. */
  readonly maps: MapCall[];
}

/** A use of `map()`: something is done for each element of something. */
export interface MapCall {
  /** The expression itself. */
  readonly expression: unknown[];
  /** The number of what has the elements. */
  readonly target: number;
  /** What the instructions may use of what is outside: by -1, -2 and so on. */
  readonly captures: readonly unknown[];
  /** What is done for an element, one after another; each may use what those before it gave. */
  readonly instructions: readonly unknown[];
}

/**
 * Finds what is in expressions. Calls nest in the arguments of others, so one message may make thousands; and each
 * function of the client that it names is kept until the call is over.
 */
export function contentsOf(expressions: readonly unknown[]): Contents {
  const contents: Contents = {
    calls: 0,
    acts: 0,
    unfit: 0,
    streams: [],
    exports: [],
    promises: [],
    copies: [],
    uses: [],
    maps: [],
  };
  // No recursion: how deep it nests is up to the client.
  const left: unknown[] = [...expressions];
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value !== 'object' || value === null) continue;
    const inside = Array.isArray(value) ? visit(value, contents) : Object.values(value);
    for (const each of inside) left.push(each);
  }
  return contents;
}

/** The number of what a message calls, or of what its `map()` has the elements; nothing if it does neither. */
export function targetOf([, expression]: Message): number | undefined {
  if (!Array.isArray(expression)) return undefined;
  const [kind, target] = expression as readonly unknown[];
  return CALLS.has(kind) && typeof target === 'number' ? target : undefined;
}

const CALLS: ReadonlySet<unknown> = new Set(['pipeline', 'import', 'remap']);

/** Takes note of an array, and gives the expressions in it. */
function visit(array: unknown[], contents: Contents): readonly unknown[] {
  const [kind, id, third, inner, instructions] = array;
  // An array that is data is wrapped in another one.
  if (Array.isArray(kind) && array.length === 1) return kind;
  if (kind === 'pipeline' || kind === 'import') {
    reference(array, id, contents);
    return listOf(inner);
  }
  if (kind === 'remap') {
    contents.calls++;
    contents.acts++;
    if (typeof id === 'number') {
      contents.uses.push(id);
      contents.maps.push({
        expression: array,
        target: id,
        captures: listOf(inner),
        instructions: listOf(instructions),
      });
    }
    return listOf(inner);
  }
  if (kind === 'blob') contents.unfit++;
  // Names and values, which only look like expressions.
  if (kind === 'headers') return [];
  if (kind === 'response') return [id];
  if (kind === 'request') {
    // No expression makes a signal, but capnweb evaluates what is there.
    if (partOf(third, 'signal') !== undefined) contents.unfit++;
    return [partOf(third, 'body')];
  }
  if (typeof id === 'number') {
    if (kind === 'promise') contents.promises.push(id);
    else if (kind === 'export' || kind === 'writable') contents.exports.push(id);
    if (kind === 'writable') contents.streams.push(id);
  }
  return array;
}

function reference(array: readonly unknown[], id: unknown, contents: Contents): void {
  // Without a path it only names something.
  if (array.length > 2) contents.calls++;
  if (array.length > 3) contents.acts++;
  if (typeof id !== 'number') return;
  contents.uses.push(id);
  if (array.length < 4) contents.copies.push(id);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A part of what a request is made with. */
function partOf(init: unknown, name: 'body' | 'signal'): unknown {
  return typeof init === 'object' && init !== null ? (init as Readonly<Record<string, unknown>>)[name] : undefined;
}

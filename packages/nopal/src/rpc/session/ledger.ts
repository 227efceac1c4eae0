import { NopalError, type RpcLimits } from '../../index.ts';
import { badMessage } from './bad-message.ts';
import { CountedInstructions } from './counted-map.ts';
import { Flight } from './flight.ts';
import { contentsOf, targetOf, type Brought, type Message } from './message.ts';
import { ClientPromises } from './promises.ts';
import { checkInPassing, Results, type CallContents, type CountedMap } from './results.ts';

/** What capnweb's session has in its tables. */
export interface Stats {
  readonly imports: number;
  readonly exports: number;
}

/** What a ledger needs of its session. */
export interface LedgerParts {
  readonly limits: RpcLimits;
  /** Counts calls; gives 0, or in how many milliseconds so many would be allowed. */
  readonly spend: (calls: number) => number;
  /** The true sizes of the tables. Finding them takes a walk over both. */
  readonly stats: () => Stats;
  /** Told of a limit that is exceeded while something is done, and not when a message comes or goes. */
  readonly failed: (error: unknown) => void;
}

/** What the instructions of a map() may come to for all elements together, in characters. */
const MAX_MAP_SIZE = 1024 * 1024;
/** The object that both sides begin with. */
const MAIN = 1;

/**
 * Keeps count of one session by what it says and hears, since capnweb itself has no bounds: calls in flight, calls a
 * second, and the two tables of what each side keeps of the other. The tables are estimated, never too low for long: an
 * estimate beyond its limit is compared with the truth.
 */
export class Ledger {
  readonly #parts: LedgerParts;
  readonly #results: Results;
  readonly #promises = new ClientPromises();
  /** What the number of the client's next call is: it numbers them without saying so. */
  #nextId = 1;
  readonly #flight = new Flight();
  /** Calls that are given up with their answer. */
  readonly #passing = new Set<number>();
  /** Streams by which the client writes to this side. */
  readonly #streams = new Set<number>();
  /** What was written to these and is not taken yet, in characters. */
  readonly #written = new Map<number, number>();
  #writtenSize = 0;
  #exports = MAIN;
  #imports = MAIN;
  /** What the number of this side's next call is, and which of those were written to streams and not taken yet. */
  #nextImport = 1;
  readonly #writes = new Set<number>();
  #hasHandedOver = false;
  /** Calls so far. */
  total = 0;

  constructor(parts: LedgerParts) {
    this.#parts = parts;
    this.#results = new Results(parts.limits.maxCopies);
  }

  /** Calls whose answers the client waits for. */
  get inFlight(): number {
    return this.#flight.count;
  }

  /** Whether every call was answered, and neither side ever given something that it may call, and not just data. */
  get isPlain(): boolean {
    return this.#flight.isOver && !this.#hasHandedOver;
  }

  /** Whether either side may keep something of the other, beyond what they begin with. */
  get holdsAnything(): boolean {
    if (this.#flight.count > 0) return true;
    if (this.#exports > MAIN || this.#imports > MAIN) this.#count();
    return this.#exports > MAIN || this.#imports > MAIN;
  }

  /**
   * Takes note of what the client says, before it is done.
   *
   * @param size in characters
   * @throws NopalError `rpc-too-many-calls`, `rpc-too-fast`, `rpc-too-many-exports`, `rpc-too-many-imports`;
   * `rpc-bad-message` for what no client says that means well
   */
  received(message: Message, size: number): void {
    const [kind, id, count] = message;
    if (kind === 'push') this.#push(message);
    else if (kind === 'pull' && typeof id === 'number') this.#pull(id);
    else if (kind === 'stream') this.#stream(message, size);
    else if (kind === 'pipe') {
      this.#streams.add(this.#nextId++);
      this.#hasHandedOver = true;
      this.#expect(1, 0);
    } else if (kind === 'release' && typeof id === 'number') this.#release(id, count);
    else if (kind === 'resolve' || kind === 'reject') this.#heardAnswer(message);
    else if (kind === 'abort') this.#answerOf(id);
  }

  /**
   * Takes note of what is said to the client.
   *
   * @throws NopalError `rpc-too-many-exports`, `rpc-too-many-imports`
   */
  sent(message: Message, text: string): void {
    const [kind, id, count] = message;
    if ((kind === 'resolve' || kind === 'reject') && typeof id === 'number') this.#answered(id);
    else if (kind === 'release' && typeof id === 'number' && typeof count === 'number') {
      this.#imports -= count;
      this.#promises.letGo(id);
    }
    const brought = kind === 'push' || kind === 'pipe' ? 1 : 0;
    this.#nextImport += brought;
    // Many may be under way: capnweb has a window for them, by their size.
    if (kind === 'stream') this.#writes.add(this.#nextImport++);
    if (kind === 'pipe') this.#hasHandedOver = true;
    let handedOut = 0;
    // Most have nothing of the kind, which is found out faster.
    if (text.includes('",-')) {
      const { exports, promises, streams } = contentsOf(message.slice(1));
      handedOut = exports.length + promises.length;
      for (const stream of streams) this.#streams.add(stream);
    }
    // capnweb has what it hands out in its table by now.
    this.#exports += handedOut;
    if (handedOut > 0) this.#hasHandedOver = true;
    if (brought > 0) this.#expect(0, brought);
  }

  #push(message: Message): void {
    if (targetOf(message) === undefined) throw badMessage('A push calls nothing.');
    const id = this.#nextId++;
    const contents = this.#results.add(id, message[1]);
    this.#call(id, contents);
    this.#brings(contents, 1);
  }

  #pull(id: number): void {
    this.#flight.await(id);
    this.#checkFlight();
  }

  /** A call that is answered by itself, and then forgotten: what is written to a stream comes so. */
  #stream(message: Message, size: number): void {
    const target = targetOf(message);
    if (target === undefined) throw badMessage('A stream calls nothing.');
    const id = this.#nextId++;
    const contents = this.#results.add(id, message[1]);
    if (this.#streams.has(target)) this.#write(id, size, contents);
    else {
      this.#passing.add(id);
      this.#call(id, contents);
      this.#pull(id);
      this.#brings(contents, 1);
    }
  }

  /** The answer to a call of this side, or what a promise of the client became. */
  #heardAnswer([, id, value]: Message): void {
    if (typeof id !== 'number' || id === 0 || id >= this.#nextImport)
      throw badMessage('An answer comes to what was no call and no promise.');
    this.#writes.delete(id);
    if (id < 0) this.#promises.keep(id);
    this.#answerOf(value);
  }

  #answerOf(value: unknown): void {
    const contents = this.#results.checkAnswer(value);
    // Reading a property runs what is behind it.
    this.#spend(contents.calls);
    this.#brings(contents, 0);
  }

  #brings(brought: Brought, exports: number): void {
    this.#promises.add(brought);
    this.#expect(exports, brought.exports.length + brought.promises.length);
  }

  #call(id: number, { calls, acts, copies, uses, maps }: CallContents): void {
    this.#spend(calls);
    this.#flight.begin(id, Math.max(1, acts), copies, uses);
    const { maxCopies } = this.#parts.limits;
    if (this.#flight.copies > maxCopies) {
      throw new NopalError(
        'rpc-too-many-calls',
        `The calls under way take copies of more than ${maxCopies} results (maxCopies).`,
        'Await a result, and send what is needed of it.',
      );
    }
    this.#checkFlight();
    for (const map of maps) this.#countMap(id, map);
  }

  /** Counts what a map() does for elements after the first, which came with the message. */
  #countMap(id: number, { expression, instructions, calls, acts, refusal }: CountedMap): void {
    const size = JSON.stringify(instructions).length;
    let done = 0;
    expression[4] = CountedInstructions.counting(instructions, () => {
      // That is the outcome of this call; the session goes on.
      if (refusal !== undefined) throw refusal;
      // Each element gets a copy of what the instructions say.
      if (++done * size > MAX_MAP_SIZE) throw mapTooLarge();
      if (done === 1) return;
      try {
        this.#spend(calls);
        this.#flight.grow(id, acts);
        this.#checkFlight();
      } catch (error) {
        this.#parts.failed(error);
        throw error;
      }
    });
  }

  #checkFlight(): void {
    const { maxCallsInFlight } = this.#parts.limits;
    if (this.#flight.count <= maxCallsInFlight) return;
    throw new NopalError(
      'rpc-too-many-calls',
      `More than ${maxCallsInFlight} calls are in flight (maxCallsInFlight): awaited, and not answered yet.`,
      'Await answers before calling on, and dispose of promises that nobody waits for.',
    );
  }

  /** Its flow is controlled by how fast it is taken, so what counts is what was not. */
  #write(id: number, size: number, contents: CallContents): void {
    if (contents.acts > 1) throw badMessage('What is written to a stream makes a call.');
    checkInPassing(contents.copies);
    this.#spend(contents.calls - 1);
    this.#written.set(id, size);
    this.#writtenSize += size;
    const { maxStreamBytes } = this.#parts.limits;
    if (this.#writtenSize > maxStreamBytes) {
      throw new NopalError(
        'rpc-too-many-calls',
        `More than ${maxStreamBytes} bytes were written to streams and not taken yet (maxStreamBytes).`,
        'Wait for what was written to be taken before writing on.',
      );
    }
    this.#brings(contents, 0);
  }

  #spend(calls: number): void {
    if (calls === 0) return;
    this.total += calls;
    const ms = this.#parts.spend(calls);
    if (ms === 0) return;
    const { callsPerSecond, callBurst } = this.#parts.limits;
    throw new NopalError(
      'rpc-too-fast',
      `More calls came than ${callsPerSecond} a second (callsPerSecond) and ${callBurst} at once (callBurst).`,
      Number.isFinite(ms)
        ? `Come back in ${Math.ceil(ms / 1000)} s, and call less often.`
        : 'Make fewer calls in one message.',
    );
  }

  #release(id: number, count: unknown): void {
    // By nothing or less it would stay, and be forgotten here.
    if (!Number.isSafeInteger(count) || (count as number) < 1) throw badMessage('A release lets go of nothing.');
    this.#flight.giveUp(id);
    this.#streams.delete(id);
    this.#results.delete(id);
    this.#exports -= count as number;
  }

  /** An answer goes out, so the call is over. */
  #answered(id: number): void {
    this.#flight.answered(id);
    const size = this.#written.get(id);
    if (size !== undefined) {
      this.#written.delete(id);
      this.#writtenSize -= size;
      this.#results.delete(id);
    } else if (this.#passing.delete(id)) {
      // Others are kept until the client releases them.
      this.#results.delete(id);
      this.#exports--;
    }
  }

  /** Counts what will be in the tables in a moment. */
  #expect(exports: number, imports: number): void {
    this.#exports += exports;
    this.#imports += imports;
    if (imports > 0) this.#hasHandedOver = true;
    const { maxExports, maxImports } = this.#parts.limits;
    if (this.#exports <= maxExports && this.#imports <= maxImports) return;
    const now = this.#count();
    if (now.exports + exports > maxExports) {
      throw new NopalError(
        'rpc-too-many-exports',
        `More than ${maxExports} results and objects are kept for this client (maxExports).`,
        'Dispose of results and stubs that are not needed any more, or await fewer calls at a time.',
      );
    }
    if (now.imports + imports > maxImports) {
      throw new NopalError(
        'rpc-too-many-imports',
        `More than ${maxImports} functions, objects and open calls of this client are kept (maxImports).`,
        'Pass fewer functions at a time; on the server, await calls to the client and dispose of its stubs.',
      );
    }
    this.#exports += exports;
    this.#imports += imports;
  }

  #count(): Stats {
    const stats = this.#parts.stats();
    // What is written, and not taken yet, is in the tables as well.
    this.#exports = stats.exports - this.#written.size;
    this.#imports = stats.imports - this.#writes.size;
    return { exports: this.#exports, imports: this.#imports };
  }
}

function mapTooLarge(): NopalError {
  return new NopalError(
    'rpc-too-large',
    `What a map() does comes to more than ${MAX_MAP_SIZE} characters for all elements together.`,
    'Await the list, and go through it in the client; or do less for each element.',
  );
}

/** What the tests of `app.rpc` call. */
import { createRpcState, RpcTarget, type RpcStub, type RpcSubscription } from '../../src/capnweb.ts';

/** A function of a client. */
export type ClientFunction = RpcStub<(value: unknown) => unknown>;

/** An object of a client. */
export type ClientObject = RpcStub<RpcTarget & { take(value: unknown): unknown }>;

/** An object that a method returns. */
export class Child extends RpcTarget {
  readonly #disposed: () => void;

  constructor(disposed: () => void = () => undefined) {
    super();
    this.#disposed = disposed;
  }

  get name(): string {
    return 'child';
  }

  double(n: number): number {
    return 2 * n;
  }

  [Symbol.dispose](): void {
    this.#disposed();
  }
}

/** Errors as applications have them: with more in them than is anybody's business. */
class Failure extends TypeError {
  readonly code = 'out-of-stock';
  readonly password = 'hunter2';
}

/** An object with all that methods can do. */
export class Target extends RpcTarget {
  /** Kept from clients by capnweb, as all that is not on the class. */
  readonly secret = 'hunter2';
  readonly #hidden = 'hunter2';
  readonly state = createRpcState<number>();
  /** Functions of clients that were kept. */
  readonly kept: ClientFunction[] = [];
  /** Ends all calls of `slow`. */
  release: () => void = () => undefined;
  childrenDisposed = 0;
  disposed = 0;
  cancelled = 0;
  /** How many numbers were taken of streams. */
  counted = 0;
  readonly #slow = new Promise<number>((resolve) => (this.release = () => resolve(this.#hidden.length)));

  add(a: number, b: number): number {
    return a + b;
  }

  echo(value: unknown): unknown {
    return value;
  }

  fail(): never {
    throw new Failure('there is none left', { cause: new Error('SELECT * FROM secrets') });
  }

  /** Throws what is no error. */
  throwData(): never {
    const thrown: unknown = { password: this.#hidden };
    throw thrown;
  }

  /** Answers when the test says so. */
  slow(): Promise<number> {
    return this.#slow;
  }

  /** An object, when the test says so. */
  async slowChild(): Promise<Child> {
    await this.#slow;
    return this.child();
  }

  child(): Child {
    return new Child(() => this.childrenDisposed++);
  }

  list(length: number): number[] {
    return Array.from({ length: Math.min(length, 10_000) }, (_, n) => n);
  }

  large(length: number): string {
    return 'x'.repeat(Math.min(length, 100_000));
  }

  /** Calls a client's function, and hands its answer back. */
  call(callback: ClientFunction, value: unknown): unknown {
    return callback(value);
  }

  /** Calls a method of a client's object. */
  tell(listener: ClientObject, value: unknown): unknown {
    return listener.take(value);
  }

  /** A function, for the client to call. */
  adder(n: number): (m: number) => number {
    return (m) => n + m;
  }

  /** Keeps a client's function. */
  keep(callback: ClientFunction): void {
    this.kept.push(callback.dup());
  }

  subscribe(callback: ClientFunction): RpcSubscription {
    return this.state.subscribe(callback);
  }

  /** The numbers up to one, as a stream; without end if that is infinite. */
  count(to: number): ReadableStream<number> {
    let next = 1;
    return new ReadableStream(
      {
        pull: (controller) => {
          if (next > to) controller.close();
          else {
            this.counted++;
            controller.enqueue(next++);
          }
        },
        cancel: () => void this.cancelled++,
      },
      { highWaterMark: 0 },
    );
  }

  /** Takes a client's stream to its end. */
  async sum(numbers: ReadableStream<number>): Promise<number> {
    let sum = 0;
    for await (const each of numbers) sum += each;
    return sum;
  }

  /** Keeps a client's stream, and reads nothing of it. */
  hoard(stream: ReadableStream): Promise<number> {
    return stream.locked ? Promise.resolve(0) : this.#slow;
  }

  [Symbol.dispose](): void {
    this.disposed++;
  }
}

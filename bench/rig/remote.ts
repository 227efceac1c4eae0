import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** What a process answers to: each a function of data that returns data, or a promise of it. */
export type Methods<A> = { readonly [K in keyof A]: (...args: never[]) => unknown };

interface Call {
  readonly id: number;
  readonly name: string;
  readonly args: readonly unknown[];
}

interface Reply {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

/** How long a process may take to end, in milliseconds. */
const END_MS = 5000;

const running = new Set<ChildProcess>();
// One that is busy would notice only later that it is alone.
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A process of its own that a part of the benchmark asks to do things. */
export class Remote<A extends Methods<A>> {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  #calls = 0;

  private constructor(child: ChildProcess) {
    this.#child = child;
    running.add(child);
    child.on('message', (message) => {
      // What `serve` sends is a Reply.
      const reply = message as Reply;
      const answer = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      answer?.(reply);
    });
    child.once('exit', (code, signal) => {
      running.delete(child);
      for (const [id, answer] of this.#waiting) answer({ id, error: `The process ended (${signal ?? code}).` });
      this.#waiting.clear();
    });
  }

  /**
   * Starts a module that calls `serve`.
   *
   * @param flags for Node, such as `--expose-gc`
   */
  static start<A extends Methods<A>>(module: URL, flags: readonly string[] = []): Remote<A> {
    return new Remote<A>(fork(module, { execArgv: [...process.execArgv, ...flags] }));
  }

  /** Asks for something, and resolves to the answer. @throws Error with the message of what failed over there */
  ask<K extends keyof A & string>(name: K, ...args: Parameters<A[K]>): Promise<Awaited<ReturnType<A[K]>>> {
    const id = ++this.#calls;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ result, error }) => {
        if (error === undefined) resolve(result as Awaited<ReturnType<A[K]>>);
        else reject(new Error(`${name}: ${error}`));
      });
      this.#child.send({ id, name, args } satisfies Call, (error) => {
        if (error !== null) reject(new Error(`${name}: ${error.message}`));
      });
    });
  }

  /** Ends the process. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    if (this.#child.connected) this.#child.disconnect();
    // It ends when the channel does, unless it is too busy to notice.
    const impatience = setTimeout(() => this.#child.kill('SIGKILL'), END_MS);
    await ended;
    clearTimeout(impatience);
  }
}

/** Answers, in a process that `Remote` started. The process ends with its parent. */
export function serve<A extends Methods<A>>(methods: A): void {
  const run = async ({ id, name, args }: Call): Promise<Reply> => {
    try {
      // The parent's types hold the names and arguments to those of A.
      const method = methods[name as keyof A];
      return { id, result: await method(...(args as never[])) };
    } catch (error) {
      return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
  };
  process.on('message', (call) => {
    void run(call as Call).then((reply) => process.send?.(reply));
  });
  process.once('disconnect', () => process.exit());
}

import { beforeEach, afterEach, vi } from 'vitest';

/** One request that the code under test made, to be answered by the test. */
export class Asked {
  readonly path: string;
  readonly body: string;
  readonly #resolve: (response: Response) => void;
  readonly #reject: (error: unknown) => void;

  constructor(path: string, body: string, resolve: (response: Response) => void, reject: (error: unknown) => void) {
    this.path = path;
    this.body = body;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** Answers; resolves when the code had its turn. */
  async answer(status: number, text = ''): Promise<void> {
    this.#resolve(new Response(status === 204 ? null : text, { status }));
    await turn();
  }

  /** The network does not get it through. */
  async fail(): Promise<void> {
    this.#reject(new TypeError('fetch failed'));
    await turn();
  }
}

/** Stands in for `fetch` in each test of a file. The requests, oldest first. */
export function fakeFetch(): Asked[] {
  const asked: Asked[] = [];
  beforeEach(() => {
    asked.length = 0;
    vi.stubGlobal('fetch', (url: string, { body, signal }: { body: string; signal: AbortSignal }) => {
      const { pathname, search } = new URL(url);
      return new Promise<Response>((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
        asked.push(new Asked(pathname + search, body, resolve, reject));
      });
    });
  });
  afterEach(() => void vi.unstubAllGlobals());
  return asked;
}

/** Lets everything run that waits for nothing but its turn. */
export async function turn(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
}

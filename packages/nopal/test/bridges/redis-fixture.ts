import { createClient } from 'redis';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { startRedis } from '../../../../scripts/redis.mjs';
import { BROKER_PATIENCE } from './brokers.ts';

/** A client of the test's own, which is not told of what happens to its connection. */
export async function connectTo(url: string) {
  const client = createClient({ url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** A Redis for the tests of a file, and a stream of its own for each of them. */
export class RedisFixture {
  stream = '';
  #redis: Awaited<ReturnType<typeof startRedis>> | undefined;
  #raw: Awaited<ReturnType<typeof connectTo>> | undefined;
  #count = 0;

  constructor() {
    beforeAll(async () => {
      this.#redis = await startRedis();
      this.#raw = await connectTo(this.#redis.url);
    }, BROKER_PATIENCE);
    afterAll(async () => {
      this.#raw?.destroy();
      await this.#redis?.stop();
    }, BROKER_PATIENCE);
    beforeEach(() => this.nextStream());
  }

  get url(): string {
    return this.#redis?.url ?? '';
  }

  get raw(): Awaited<ReturnType<typeof connectTo>> {
    if (this.#raw === undefined) throw new Error('Redis is not started yet.');
    return this.#raw;
  }

  /** What all bridges of a test have in common. */
  get place() {
    return { url: this.url, stream: this.stream, group: 'web', consumer: 'here' };
  }

  nextStream(): void {
    this.stream = `orders-${++this.#count}`;
  }

  /** Adds an entry for each number; resolves with their ids. */
  async add(...numbers: readonly number[]): Promise<string[]> {
    return Promise.all(numbers.map(async (n) => this.raw.xAdd(this.stream, '*', { n: `${n}` })));
  }

  /** How many entries are handed out and not acknowledged. */
  readonly pending = async (): Promise<number> => (await this.raw.xPending(this.stream, 'web')).pending;

  /** Hands all new entries to a consumer that never answers. */
  async handTo(consumer: string): Promise<void> {
    await this.raw.xReadGroup('web', consumer, { key: this.stream, id: '>' });
  }
}

/** The fields of the entries that {@link RedisFixture.add} adds. */
export function entries(numbers: readonly number[]): { readonly n: string }[] {
  return numbers.map((n) => ({ n: `${n}` }));
}

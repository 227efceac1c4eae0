import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, test, vi } from 'vitest';
import { StoreUnderTest, type StorePlace } from './store-under-test.ts';
import { describeBounds } from './topic-store-bounds.ts';
import { describeIdentity } from './topic-store-identity.ts';
import { describeMessages } from './topic-store-messages.ts';
import { checkModel } from './topic-store-model.ts';

/**
 * What every store of topics has to do, as the docstring of `TopicStore` says; run by each of them. The clock (`Date`)
 * is the suite's; timers are real.
 *
 * @param name names the kind of store
 * @param prepare makes an empty place, for each test another one
 */
export function describeTopicStore(name: string, prepare: () => StorePlace | Promise<StorePlace>): void {
  describe(name, () => {
    const place = new StoreUnderTest();

    beforeEach(async () => {
      vi.useFakeTimers({ toFake: ['Date'], now: 1_800_000_000_000 });
      await place.open(await prepare());
    });

    afterEach(async () => {
      await place.clean();
      vi.useRealTimers();
    });

    describeMessages(place);
    describeBounds(place);
    describeIdentity(place);

    test('does what a list in memory would do, whatever happens in whatever order', async () => {
      await checkModel(place, randomUUID);
    }, 60_000);
  });
}

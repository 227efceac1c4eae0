/** Renders and effects run outside of any request's context: what they make is everybody's. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { beforeEach, expect, test } from 'vitest';
import { useEffect, useState } from '../../src/index.ts';
import { serve } from '../support/app.ts';
import { TestPage } from '../support/test-page.ts';

const user = new AsyncLocalStorage<string>();
const seen = new Set<string>();
const inHandlers: (string | undefined)[] = [];
beforeEach(() => seen.clear());

function Page() {
  const [tick, setTick] = useState(0);
  seen.add(`render as ${user.getStore() ?? 'nobody'}`);
  useEffect(() => void seen.add(`effect as ${user.getStore() ?? 'nobody'}`), [tick]);
  return (
    <button
      onClick={() => {
        user.run('handler', () => setTick((before) => before + 1));
        inHandlers.push(user.getStore());
      }}
    >
      {tick}
    </button>
  );
}

test('neither a request, nor who pushes, nor a handler is seen by a render', async () => {
  const running = await serve((app) => {
    app.http.use('*', async (_, next) => user.run('ann', next));
    app.page('/', Page);
  });
  const page = await TestPage.open(running);
  user.run('bob', () => running.app.updater.broadcastStateUpdate('tick', 5));
  await page.shows('5');
  await page.click('button');
  await page.shows('6');
  expect([...seen].toSorted()).toEqual(['effect as nobody', 'render as nobody']);
  expect(inHandlers).toEqual([undefined]);
});

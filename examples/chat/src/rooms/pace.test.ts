import { expect, test } from 'vitest';
import { sendAgain, type Sent } from './pace.ts';

test('fifteen at once, then one by one as the older ones get old', () => {
  let sent: Sent = [];
  for (let i = 0; i < 15; i++) sent = sendAgain(sent, 1000 + i) ?? [];
  expect(sent).toHaveLength(15);
  expect(sendAgain(sent, 5999)).toBeUndefined();
  expect(sendAgain(sent, 6000)).toEqual([...sent.slice(1), 6000]);
  expect(sendAgain(sent, 60_000)).toEqual([60_000]);
});

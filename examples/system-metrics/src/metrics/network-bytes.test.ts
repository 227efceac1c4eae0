import { expect, test } from 'vitest';
import { countBytes, parseNetDev } from './network-bytes.ts';

test('received and sent of all interfaces but the loopback one, aliases and narrow columns included', () => {
  const text = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo: 197173386789 447595971    0 104910    0     0          0         0 197173386789 447595971    0    0    0     0       0          0
  eth0:5267997783  126330    0    0    0     0          0         0  8943919   78050    0    0    0     0       0          0
eth0:1:     10       1    0    0    0     0          0         0      5       1    0    0    0     0       0          0
`;
  expect(Object.fromEntries(parseNetDev(text))).toEqual({ eth0: 5267997783 + 8943919, 'eth0:1': 15 });
});

test('this machine has counters that are numbers', async () => {
  for (const bytes of (await countBytes()).values()) expect(bytes).toBeGreaterThanOrEqual(0);
});

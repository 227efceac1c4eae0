import { expect, test } from 'vitest';
import { Throughput } from './throughput.ts';

test('what was carried is per second, over all interfaces', () => {
  const throughput = new Throughput();
  const counts = (eth0: number, wlan0: number) => new Map(Object.entries({ eth0, wlan0 }));
  expect(throughput.since(counts(1_000_000, 500), 5000)).toBe(0);
  expect(throughput.since(counts(1_001_000, 700), 5500)).toBe(2400);
  expect(throughput.since(counts(1_001_000, 700), 6500)).toBe(0);
});

test('an interface that begins again or comes late adds nothing that it carried before', () => {
  const throughput = new Throughput();
  throughput.since(new Map([['eth0', 9000]]), 0);
  const later = new Map([
    ['eth0', 10],
    ['vpn', 1_000_000],
  ]);
  expect(throughput.since(later, 1000)).toBe(0);
  expect(throughput.since(new Map([...later, ['vpn', 1_000_300]]), 2000)).toBe(300);
});

import { expect, test } from 'vitest';
import { type Metrics, percent } from './metrics.ts';
import { simulatedMetrics } from './simulated-metrics.ts';
import { systemMetrics } from './system-metrics.ts';

function expectInRange({ cpuUsage, memoryUsage, networkIO }: Metrics): void {
  for (const usage of [cpuUsage, memoryUsage]) {
    expect(usage).toBeGreaterThanOrEqual(0);
    expect(usage).toBeLessThanOrEqual(100);
  }
  expect(networkIO).toBeGreaterThanOrEqual(0);
  expect(Number.isInteger(networkIO)).toBe(true);
}

test('a share is a percentage with one decimal, within bounds', () => {
  expect([0.12345, -1, 1.2].map(percent)).toEqual([12.3, 0, 100]);
});

test('this machine is measured', async () => {
  const sample = await systemMetrics();
  const metrics = await sample(1_700_000_000);
  expectInRange(metrics);
  expect(metrics.memoryUsage).toBeGreaterThan(0);
  expect(metrics.timestamp).toBe(1_700_000_000);
});

test('simulated metrics are the same for the same seed, move, and stay in range', () => {
  const samples = (seed: number) => {
    const sample = simulatedMetrics(seed);
    return Array.from({ length: 600 }, (_, index) => sample(1_700_000_000 + index));
  };
  const minutes = samples(7);
  expect(samples(7)).toEqual(minutes);
  expect(samples(8)).not.toEqual(minutes);
  expect(minutes[599]?.timestamp).toBe(1_700_000_599);
  for (const metrics of minutes) expectInRange(metrics);
  for (const key of ['cpuUsage', 'memoryUsage', 'networkIO'] as const) {
    expect(new Set(minutes.map((metrics) => metrics[key])).size).toBeGreaterThan(20);
  }
});

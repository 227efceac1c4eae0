import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Heartbeat, type Patient } from './heartbeat.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function patients(count: number): { readonly visits: number[]; readonly all: Patient[] } {
  const visits = Array.from({ length: count }, () => 0);
  const all = visits.map((_, i) => ({ check: () => void (visits[i] = (visits[i] ?? 0) + 1) }));
  return { visits, all };
}

test.each([1, 7, 100, 1234])('%s are all looked after in a round, a few at a time', (count) => {
  const heartbeat = new Heartbeat();
  const { visits, all } = patients(count);
  for (const patient of all) heartbeat.add(patient);
  let busiest = 0;
  let before = 0;
  for (let passed = 0; passed < 5500; passed += 50) {
    vi.advanceTimersByTime(50);
    const sum = visits.reduce((total, each) => total + each, 0);
    busiest = Math.max(busiest, sum - before);
    before = sum;
  }
  expect(Math.min(...visits)).toBeGreaterThanOrEqual(1);
  expect(busiest).toBeLessThanOrEqual(Math.ceil(count / 20));
  for (const patient of all) heartbeat.delete(patient);
});

test('who comes and goes during a round is looked after, or not any more', () => {
  const heartbeat = new Heartbeat();
  const { visits, all } = patients(300);
  all.slice(0, 200).forEach((patient) => heartbeat.add(patient));
  vi.advanceTimersByTime(2500);
  all.slice(0, 50).forEach((patient) => heartbeat.delete(patient));
  all.slice(200).forEach((patient) => heartbeat.add(patient));
  const before = [...visits];
  vi.advanceTimersByTime(11_000);
  const since = visits.map((count, i) => count - (before[i] ?? 0));
  expect(Math.max(...since.slice(0, 50))).toBe(0);
  expect(Math.min(...since.slice(50))).toBeGreaterThanOrEqual(1);
  all.forEach((patient) => heartbeat.delete(patient));
});

test('there is one timer for all, and none while there is nobody', () => {
  const heartbeat = new Heartbeat();
  const { visits, all } = patients(3);
  expect(vi.getTimerCount()).toBe(0);
  all.forEach((patient) => heartbeat.add(patient));
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(600);
  all.forEach((patient) => heartbeat.delete(patient));
  expect(vi.getTimerCount()).toBe(0);
  // Whoever comes after that is looked after again.
  const before = [...visits];
  all.forEach((patient) => heartbeat.add(patient));
  vi.advanceTimersByTime(5500);
  expect(visits.every((count, i) => count > (before[i] ?? 0))).toBe(true);
  all.forEach((patient) => heartbeat.delete(patient));
});

test('a patient that is let go while it is looked after does not disturb the others', () => {
  const heartbeat = new Heartbeat();
  const { visits, all } = patients(5);
  const leaving: Patient = { check: () => heartbeat.delete(leaving) };
  heartbeat.add(leaving);
  all.forEach((patient) => heartbeat.add(patient));
  vi.advanceTimersByTime(11_000);
  expect(Math.min(...visits)).toBeGreaterThanOrEqual(1);
  all.forEach((patient) => heartbeat.delete(patient));
  expect(vi.getTimerCount()).toBe(0);
});

import { vi } from 'vitest';

/** Waits until a condition holds: looks often, and fails after some seconds. */
export async function until(holds: () => boolean): Promise<void> {
  await vi.waitUntil(holds, { timeout: 8000, interval: 2 });
}

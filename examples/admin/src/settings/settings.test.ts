import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { defaultSettings, type Settings, settingsSchema } from './settings.ts';
import { SettingsStore } from './settings-store.ts';

const filled = { name: 'Web', email: ' a@b.example ', refreshInterval: 5, theme: 'dark', notifications: true };

test('blanks around what was typed do not count', () => {
  expect(settingsSchema.parse(filled)).toEqual({ ...filled, email: 'a@b.example' });
});

test.each([
  ['name', 'x', 'at least 2'],
  ['name', ' '.repeat(9), 'at least 2'],
  ['name', 'x'.repeat(61), 'At most 60'],
  ['email', 'web.example.com', 'name@example.com'],
  ['refreshInterval', undefined, 'from 1 to 60'],
  ['refreshInterval', 'ten', 'from 1 to 60'],
  ['refreshInterval', 0, 'from 1 to 60'],
  ['refreshInterval', 61, 'from 1 to 60'],
  ['refreshInterval', 1.5, 'from 1 to 60'],
  ['theme', 'pink', 'Choose one'],
])('%s: %j is refused, with what would be right', (field, value, message) => {
  const { error } = settingsSchema.safeParse({ ...filled, [field]: value });
  expect(z.flattenError(error as z.ZodError).fieldErrors).toEqual({ [field]: [expect.stringContaining(message)] });
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'settings-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('saved settings are told, and there after a restart', async () => {
  const told: Settings[] = [];
  const store = new SettingsStore();
  await store.open(folder, (settings) => told.push(settings));
  const dark: Settings = { ...defaultSettings, theme: 'dark' };
  await store.save(dark);
  expect(told).toEqual([defaultSettings, dark]);
  const restarted = new SettingsStore();
  await restarted.open(folder, () => undefined);
  expect(restarted.current).toEqual(dark);
});

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { nopal } from './packages/nopal/src/vite.ts';

const source = (file: string) => fileURLToPath(new URL(`packages/nopal/src/${file}`, import.meta.url));
const neverTests = ['**/node_modules/**', '**/dist/**', '**/.workspace/**'];

/** Two projects: `unit` runs on the sources, `browser` drives a real Chromium on the built package. */
export default defineConfig({
  test: {
    projects: [
      {
        // names the states of the components in tests, as an application's loader does, and compiles JSX for nopal
        plugins: [nopal()],
        resolve: {
          alias: [
            { find: /^nopal$/, replacement: source('index.ts') },
            { find: /^nopal\/([\w-]+)$/, replacement: source('$1.ts') },
          ],
        },
        test: {
          name: 'unit',
          include: [
            'packages/nopal/src/**/*.test.{ts,tsx}',
            'packages/nopal/test/**/*.test.{ts,tsx}',
            'chaos/**/*.test.ts',
            'examples/**/*.test.{ts,tsx}',
            'scripts/**/*.test.mjs',
          ],
          exclude: neverTests,
          environment: 'node',
          globalSetup: ['scripts/unit-setup.mjs'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        plugins: [nopal()],
        test: {
          name: 'browser',
          include: ['e2e/**/*.test.{ts,tsx}'],
          exclude: neverTests,
          environment: 'node',
          globalSetup: ['scripts/browser-setup.mjs'],
          // each file has a browser and a server of its own, and waits most of the time: two at a time, after the unit tests
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});

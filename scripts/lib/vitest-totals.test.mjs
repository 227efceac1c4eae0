import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readTotals } from './vitest-totals.mjs';

/** @type {string} */
let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nopal-totals-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/**
 * @param {string[][]} files states of the tests of each file; none at all is a file that did not load
 */
function reportOf(files) {
  const all = files.flat();
  const count = (/** @type {string} */ status) => all.filter((one) => one === status).length;
  const file = join(folder, 'report.json');
  const testResults = files.map((tests) => ({
    name: 'a.test.ts',
    status: tests.length === 0 || tests.includes('failed') ? 'failed' : 'passed',
    assertionResults: tests.map((status) => ({ status })),
  }));
  const report = {
    numPassedTests: count('passed'),
    numFailedTests: count('failed'),
    numPendingTests: count('pending'),
    numTodoTests: count('todo'),
    testResults,
  };
  writeFileSync(file, JSON.stringify(report));
  return file;
}

test('a run in which everything passed', () => {
  expect(readTotals(reportOf([['passed', 'passed'], ['passed']]), 0)).toEqual({ passed: 3, failed: 0, skipped: 0 });
});

test('skipped tests count neither as passed nor as failed', () => {
  expect(readTotals(reportOf([['passed', 'pending', 'todo']]), 0)).toEqual({ passed: 1, failed: 0, skipped: 2 });
});

test('a file that did not load counts as one failure beside the failed tests of others', () => {
  expect(readTotals(reportOf([['passed', 'failed'], []]), 1)).toEqual({ passed: 1, failed: 2, skipped: 0 });
});

test('a run that failed for no test, as by an unhandled error, counts as one failure', () => {
  expect(readTotals(reportOf([['passed']]), 1)).toEqual({ passed: 1, failed: 1, skipped: 0 });
});

test('a run without a report, or with half of one, counts as one failure', () => {
  const log = vi.spyOn(console, 'error').mockReturnValue();
  const half = join(folder, 'half.json');
  writeFileSync(half, '{"numPassedTests": 1');
  const lost = { passed: 0, failed: 1, skipped: 0 };
  expect(readTotals(join(folder, 'missing.json'), 0)).toEqual(lost);
  expect(readTotals(half, 1)).toEqual(lost);
  expect(log).toHaveBeenCalledOnce();
  log.mockRestore();
});

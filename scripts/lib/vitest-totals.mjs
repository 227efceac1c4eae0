import { existsSync, readFileSync } from 'node:fs';

/**
 * @typedef {object} VitestReport the part of vitest's JSON report that is read here
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {{ name: string, status: string, assertionResults: { status: string }[] }[]} testResults one per file
 */

/**
 * Counts what vitest reports, and what it does not count itself: a test file that failed without a failed test (it did
 * not load, or a hook threw), a run that failed for no counted reason (an unhandled error), a run without a report.
 * @param {string} file vitest's JSON report
 * @param {number} code vitest's exit code
 * @returns {{ passed: number, failed: number, skipped: number }}
 */
export function readTotals(file, code) {
  const report = read(file);
  if (!report) return { passed: 0, failed: 1, skipped: 0 };
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  const failed = report.numFailedTests + brokenFiles.length;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/**
 * @param {string} file
 * @returns {VitestReport | undefined} undefined when vitest ended before it wrote all of it
 */
function read(file) {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    console.error(`vitest's report is not readable: ${String(error)}`);
    return undefined;
  }
}

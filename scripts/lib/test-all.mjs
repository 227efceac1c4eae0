import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { ChromiumMissingError, ensureChromium } from '../chromium.mjs';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './paths.mjs';
import { runNode, runNpm } from './run.mjs';
import { readTotals } from './vitest-totals.mjs';

const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
// the whole run is to stay under ten minutes: whatever hangs is a failure, not a wait
const checkTimeout = 120_000;
const vitestTimeout = 560_000;

/** The npm scripts that each count as one test. */
const checks = { 'type check': 'typecheck', lint: 'lint', format: 'format:check' };

/**
 * Runs only the tests that match, on a prepared checkout.
 * @param {readonly string[]} filter arguments of `vitest run`
 */
export async function testOnly(filter) {
  const ready = (await ensureInstalled()) && (await ensureBuilt());
  process.exitCode = ready ? await runNode([vitest, 'run', ...filter]) : 1;
}

/**
 * Prepares the checkout and runs every check and every test, going on after failures. Ends with a summary and exit
 * code 1 if anything failed; a step that could not run counts as failed. With `NOPAL_TEST_TOTALS` set, the line
 * `N passed, N failed` is also written to that file.
 */
export async function testAll() {
  const report = new Report();
  if (await ensureInstalled()) {
    if (!(await ensureBuilt())) report.failed('build');
    for (const [name, script] of Object.entries(checks)) {
      heading(name);
      const code = await runNpm(['run', '--silent', script], { timeout: checkTimeout });
      report.step(name, code === 0);
    }
    const projects = (await chromiumHere()) ? [] : ['--project=!browser'];
    if (projects.length > 0) report.failed('browser tests (no Chromium, see above)');
    heading('tests');
    await runVitest(projects, report);
  } else {
    report.failed('installation');
  }
  report.print();
}

async function chromiumHere() {
  try {
    await ensureChromium();
    return true;
  } catch (error) {
    if (!(error instanceof ChromiumMissingError)) throw error;
    console.error(error.message);
    return false;
  }
}

/**
 * @param {readonly string[]} projects
 * @param {Report} report
 */
async function runVitest(projects, report) {
  const folder = mkdtempSync(join(tmpdir(), 'nopal-test-'));
  const file = join(folder, 'vitest.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const code = await runNode([vitest, 'run', ...projects, ...reporters], { timeout: vitestTimeout });
    const { passed, failed, skipped } = readTotals(file, code);
    report.tests(passed, failed, skipped);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} name */
const heading = (name) => console.log(`\n── ${name}`);

/** What passed and what did not, over all suites. */
class Report {
  #passed = 0;
  #failed = 0;
  /** @type {string[]} */
  #lines = [];

  /**
   * @param {string} name
   * @param {boolean} passed
   */
  step(name, passed) {
    this.#add(passed ? 1 : 0, passed ? 0 : 1, `${name}: ${passed ? 'passed' : 'failed'}`);
  }

  /** @param {string} name of a step that did not do its work */
  failed(name) {
    this.step(name, false);
  }

  /**
   * @param {number} passed
   * @param {number} failed
   * @param {number} skipped
   */
  tests(passed, failed, skipped) {
    const others = skipped > 0 ? `, ${skipped} skipped` : '';
    this.#add(passed, failed, `tests: ${passed} passed, ${failed} failed${others}`);
  }

  print() {
    const totals = `${this.#passed} passed, ${this.#failed} failed`;
    console.log(`\n── summary\n${this.#lines.join('\n')}\n${totals}`);
    if (process.env.NOPAL_TEST_TOTALS) writeFileSync(process.env.NOPAL_TEST_TOTALS, `${totals}\n`);
    process.exitCode = this.#failed === 0 ? 0 : 1;
  }

  /**
   * @param {number} passed
   * @param {number} failed
   * @param {string} line
   */
  #add(passed, failed, line) {
    this.#passed += passed;
    this.#failed += failed;
    this.#lines.push(line);
  }
}

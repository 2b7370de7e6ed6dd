import { relative, sep } from 'node:path';
import { repoRoot } from '../bootstrap/paths.mjs';

/** @typedef {{name: string, passed: number, failed: number, skipped: number, duration: number}} Suite */

/**
 * Reads Vitest's JSON report.
 * @returns {Suite[]}
 */
export function vitestSuites(report) {
  return collect(
    report.testResults.map((file) => {
      const count = (...states) =>
        file.assertionResults.filter(({ status }) => states.includes(status)).length;
      const failed = count('failed');
      return {
        name: suiteName(file.name),
        passed: count('passed'),
        // A file that could not be loaded, or whose hooks failed, fails without a failed test.
        failed: file.status === 'failed' ? Math.max(failed, 1) : failed,
        skipped: count('pending', 'skipped', 'todo', 'disabled'),
        duration: Math.max(0, file.endTime - file.startTime),
      };
    }),
  );
}

/**
 * Reads Playwright's JSON report.
 * @returns {Suite[]}
 */
export function playwrightSuites(report) {
  const tests = report.suites.flatMap(allTests).map(({ file, test }) => ({
    name: suiteName(`${report.config.rootDir}${sep}${file}`),
    // A flaky test has passed in the end; the list above shows that it took more than one try.
    passed: Number(['expected', 'flaky'].includes(test.status)),
    failed: Number(test.status === 'unexpected'),
    skipped: Number(test.status === 'skipped'),
    duration: test.results.reduce((sum, { duration }) => sum + duration, 0),
  }));
  // Errors outside any test: a file that does not load, a global setup that fails.
  const errors = report.errors.map(() => ({
    name: '(outside tests)',
    passed: 0,
    failed: 1,
    skipped: 0,
    duration: 0,
  }));
  return collect([...tests, ...errors]);
}

function allTests(suite) {
  const own = (suite.specs ?? []).flatMap(({ file, tests }) => tests.map((test) => ({ file, test })));
  return [...own, ...(suite.suites ?? []).flatMap(allTests)];
}

/** The folder below tests/ names the suite: socketio, integration, … */
function suiteName(file) {
  const [top, folder] = relative(repoRoot, file).split(sep);
  return top === 'tests' ? folder : top;
}

/** Adds up the parts of each suite. */
function collect(parts) {
  const suites = new Map();
  for (const part of parts) {
    const suite = suites.get(part.name) ?? { name: part.name, passed: 0, failed: 0, skipped: 0, duration: 0 };
    for (const key of ['passed', 'failed', 'skipped', 'duration']) suite[key] += part[key];
    suites.set(part.name, suite);
  }
  return [...suites.values()];
}

import { relative, sep } from 'node:path';
import { repoRoot } from '../bootstrap/paths.mjs';

/**
 * @typedef {{name: string, passed: number, failed: number, skipped: number, duration: number, tests: Test[],
 *   failures: Failure[]}} Suite
 * @typedef {{title: string, duration: number}} Test with its duration in ms
 * @typedef {{where: string, title: string, error: string}} Failure with its file below the project's folder
 */

/**
 * Reads Vitest's JSON report. Where tests were chosen by a tag, it lists the others as skipped: they are left out.
 * @returns {Suite[]}
 */
export function vitestSuites(report, tag) {
  return collect(
    report.testResults.map((whole) => {
      const chosen = whole.assertionResults.filter(({ tags }) => !tag || tags.includes(tag));
      const file = { ...whole, assertionResults: chosen };
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
        tests: file.assertionResults.map(({ title, duration }) => ({ title, duration: duration ?? 0 })),
        failures: vitestFailures(file),
      };
    }),
  );
}

function vitestFailures(file) {
  const where = relative(repoRoot, file.name);
  const failures = file.assertionResults
    .filter(({ status }) => status === 'failed')
    .map(({ fullName, failureMessages }) => ({
      where,
      title: fullName.trim(),
      error: failureMessages.join('\n'),
    }));
  if (file.status === 'failed' && failures.length === 0)
    failures.push({ where, title: '(the file itself)', error: file.message ?? '' });
  return failures;
}

/**
 * Reads Playwright's JSON report.
 * @returns {Suite[]}
 */
export function playwrightSuites(report) {
  const tests = report.suites.flatMap(allTests).map(({ title, file, line, test }) => {
    const duration = test.results.reduce((sum, result) => sum + result.duration, 0);
    return {
      name: test.projectName,
      // A flaky test has passed in the end; the list above shows that it took more than one try.
      passed: Number(['expected', 'flaky'].includes(test.status)),
      failed: Number(test.status === 'unexpected'),
      skipped: Number(test.status === 'skipped'),
      duration,
      tests: [{ title, duration }],
      failures:
        test.status === 'unexpected' ? [{ where: `${file}:${line}`, title, error: errorOf(test) }] : [],
    };
  });
  return collect([...tests, ...errorSuites(report.errors.map(({ message }) => message ?? ''))]);
}

/**
 * Errors outside any test: a file that does not load, a setup that fails, a promise whose rejection nobody handled.
 * @param {string[]} texts
 * @returns {Suite[]}
 */
export function errorSuites(texts = []) {
  const failures = texts.map((error) => ({ where: '', title: '(outside tests)', error }));
  return failures.length > 0 ? [{ ...emptySuite('(outside tests)'), failed: texts.length, failures }] : [];
}

function errorOf(test) {
  return test.results
    .flatMap(({ errors }) => errors)
    .map(({ message }) => message ?? '')
    .join('\n');
}

function allTests(suite) {
  const own = (suite.specs ?? []).flatMap(({ tests, ...spec }) => tests.map((test) => ({ ...spec, test })));
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
    const suite = suites.get(part.name) ?? emptySuite(part.name);
    for (const key of ['passed', 'failed', 'skipped', 'duration']) suite[key] += part[key];
    suite.tests.push(...part.tests);
    suite.failures.push(...part.failures);
    suites.set(part.name, suite);
  }
  return [...suites.values()];
}

/**
 * A suite without tests.
 * @returns {Suite}
 */
export function emptySuite(name) {
  return { name, passed: 0, failed: 0, skipped: 0, duration: 0, tests: [], failures: [] };
}

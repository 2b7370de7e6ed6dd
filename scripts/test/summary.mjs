import { stripVTControlCharacters } from 'node:util';
import { seconds } from '../bootstrap/say.mjs';

const columns = ['suite', 'passed', 'failed', 'skipped', 'duration'];

/** The suites as a table for people. Durations are the files' own, added up; files may run side by side. */
export function table(suites) {
  const rows = suites.map((suite) => [
    suite.name,
    ...['passed', 'failed', 'skipped'].map((key) => String(suite[key])),
    seconds(suite.duration),
  ]);
  const widths = columns.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i].length)));
  const line = (row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ');
  return [columns, ...rows].map(line).join('\n');
}

/** Every failed test with the first lines of its error, as a CI job shows only the end of a run; '' without any. */
export function failures(suites) {
  const lines = suites.flatMap(({ name, failures }) =>
    failures.map(({ where, title, error }) =>
      [`  ${name}: ${where ? `${where}: ` : ''}${title}`, ...firstLines(error)].join('\n'),
    ),
  );
  return lines.length > 0 ? ['failed tests:', ...lines].join('\n') : '';
}

function firstLines(error) {
  return stripVTControlCharacters(error)
    .split('\n')
    .filter((line) => line.trim() !== '' && !/node:internal|node_modules/.test(line))
    .slice(0, 8)
    .map((line) => `      ${line.slice(0, 200)}`);
}

/** The ten tests that took longest, for those who want the run shorter. */
export function slowest(suites) {
  const lines = suites
    .flatMap(({ name, tests }) => tests.map((test) => ({ name, ...test })))
    .filter(({ duration }) => duration > 0)
    .sort((a, b) => b.duration - a.duration)
    .slice(0, 10)
    .map(({ name, title, duration }) => `${seconds(duration).padStart(8)}  ${name}: ${title}`);
  return ['slowest tests:', ...lines].join('\n');
}

/** How long all tests took, in ms, with the making of the package but without what was installed before. */
export function wholeTime(ms) {
  return `all tests took ${seconds(ms)}; 360 s at most are meant, on two cores`;
}

/** `N passed, N failed`, and `, N skipped` if any: the last line of a test run. */
export function summaryLine(suites) {
  const total = (key) => suites.reduce((sum, suite) => sum + suite[key], 0);
  const skipped = total('skipped');
  return `${total('passed')} passed, ${total('failed')} failed${skipped ? `, ${skipped} skipped` : ''}`;
}

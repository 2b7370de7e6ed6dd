import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { handOver } from '../bootstrap/command.mjs';
import { repoRoot } from '../bootstrap/paths.mjs';
import { exitCodeOf } from '../bootstrap/signals.mjs';
import { emptySuite, errorSuites, playwrightSuites, vitestSuites } from './reports.mjs';

const modules = join(repoRoot, 'node_modules');
const results = join(repoRoot, 'test-results');

/** The arguments to Node that start Playwright's test runner. */
export const playwright = [join(modules, '@playwright', 'test', 'cli.js'), 'test'];

/**
 * Runs Vitest in this terminal, on this Node or another one, and returns its suites; with a tag, only what they have of
 * tests with that tag.
 */
export async function runVitest(args, tag, node = process.execPath) {
  const file = join(results, 'vitest.json');
  const errors = join(results, 'vitest-errors.json');
  const reporters = ['default', 'json', join(import.meta.dirname, 'errors-reporter.mjs')];
  const options = [...reporters.map((name) => `--reporter=${name}`), `--outputFile.json=${file}`];
  const command = [join(modules, 'vitest', 'vitest.mjs'), 'run', ...options, ...args];
  await rm(errors, { force: true });
  const read = async (report) => [...vitestSuites(report, tag), ...errorSuites(await readJson(errors))];
  return suitesOf('vitest', file, read, () =>
    handOver(node, command, { env: { ...process.env, TOOLTRAIL_TEST_ERRORS: errors } }),
  );
}

/** Runs the tests of one of Playwright's projects in this terminal and returns their suites. */
export async function runPlaywright(project, args, env) {
  const file = join(results, `${project}.json`);
  // An output folder of their own: Playwright empties it, and Vitest's report is next to it.
  const options = [`--project=${project}`, '--reporter=list,json', `--output=${join(results, project)}`];
  return suitesOf('playwright', file, playwrightSuites, () =>
    handOver(process.execPath, [...playwright, ...options, ...args], {
      env: { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: file },
    }),
  );
}

async function readJson(file) {
  return readFile(file, 'utf8').then(JSON.parse, () => undefined);
}

/**
 * Runs a runner and reads its report. When it failed and its report blames no test (it crashed, or could not
 * read its configuration), the runner itself is counted as what failed.
 */
async function suitesOf(runner, file, read, start) {
  await rm(file, { force: true });
  const code = await start();
  if (code === exitCodeOf('SIGINT') || code === exitCodeOf('SIGTERM')) process.exit(code);
  const report = await readJson(file);
  const suites = report && (await read(report));
  if (suites && (code === 0 || suites.some(({ failed }) => failed > 0))) return suites;
  const name = suites
    ? `(${runner} exited with code ${code})`
    : `(${runner} left no report, exit code ${code})`;
  const failures = [{ where: '', title: 'the runner itself', error: 'what it said is above' }];
  return [...(suites ?? []), { ...emptySuite(name), failed: 1, failures }];
}

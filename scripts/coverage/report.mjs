import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CoverageReport } from 'monocart-coverage-reports';
import { repoRoot } from '../bootstrap/paths.mjs';

const coverage = join(repoRoot, 'coverage');
/** The build that was measured. */
export const measuredBuild = join(coverage, 'out');
const PAGE = 'tooltrail-ui://app/';
/** What Node measures and is ours: the built app, and what Vitest bundles for threads and processes of their own. */
const BUNDLES = /^file:.*\/(out\/main|node_modules\/\.cache\/tooltrail-tests)\/.*\.m?js$/;

/**
 * The runs of which coverage is kept apart. The tests of the dashboard's client count for both lower levels: they are
 * as small as unit tests, and all of them have a real server and real sockets.
 */
export const LEVELS = {
  unit: { vitest: ['tests/socketio'] },
  dashboard: { vitest: ['tests/dashboard'] },
  integration: { vitest: ['tests/integration', 'tests/performance'] },
  e2e: {},
};

/** Where a level's run leaves what it measured. */
export function rawFolder(level) {
  return join(coverage, 'raw', level);
}

/**
 * What was reached of each file, by all levels together; writes the report to read into coverage/.
 * @returns {Promise<Map<string, Summary>>}
 */
export async function mergedReport() {
  return report(Object.keys(LEVELS), { outputDir: coverage, reports: ['v8', 'lcovonly', 'json-summary'] });
}

/**
 * What was reached of each file by some levels.
 * @typedef {Record<'lines' | 'branches' | 'functions' | 'statements', {covered: number, total: number}>} Summary
 * @returns {Promise<Map<string, Summary>>}
 */
export async function report(levels, output) {
  const inputDir = levels
    .map((level) => join(rawFolder(level), 'raw'))
    .filter((folder) => existsSync(folder));
  const merger = new CoverageReport({
    name: 'Tooltrail',
    inputDir,
    ...output,
    clean: false,
    logging: 'error',
    sourceFilter: (path) => /^src\/.*\.(ts|svelte)$/.test(path),
    sourcePath: (path) => /src\/(?:main|preload|renderer|shared)\/.*/.exec(path)?.[0] ?? path,
  });
  for (const level of levels) await addMeasured(merger, rawFolder(level));
  const { files } = await merger.generate();
  return new Map(files.map(({ sourcePath, summary }) => [sourcePath, summary]));
}

/** Adds what Node and the browser measured. */
async function addMeasured(merger, folder) {
  for (const name of await names(join(folder, 'node'))) {
    const { result } = JSON.parse(await readFile(join(folder, 'node', name), 'utf8'));
    await add(
      merger,
      result.filter(({ url }) => BUNDLES.test(url)),
      ({ url }) => fileURLToPath(url).replace(join(repoRoot, 'out'), measuredBuild),
    );
  }
  for (const name of (await names(folder)).filter((name) => name.startsWith('page-'))) {
    const entries = JSON.parse(await readFile(join(folder, name), 'utf8'));
    await add(merger, entries, ({ url }) => join(measuredBuild, 'renderer', url.slice(PAGE.length)));
  }
}

async function add(merger, entries, fileOf) {
  const read = entries.map(async (entry) => {
    const source = entry.source ?? (await readFile(fileOf(entry), 'utf8').catch(() => undefined));
    return source === undefined ? [] : [{ ...entry, source }];
  });
  const known = (await Promise.all(read)).flat();
  if (known.length > 0) await merger.add(known);
}

async function names(folder) {
  return readdir(folder).catch(() => []);
}

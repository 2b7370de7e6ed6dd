// npm run coverage [-- --report]: runs all tests over a build with source maps, and tells what of src/ they reach, Vitest's
// and the real app's together. Fails where a floor of scripts/coverage/floors.mjs is not met. The report is
// coverage/index.html; --report makes it anew from what the last run left.
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { electronVite, forgetBuild } from './bootstrap/build.mjs';
import { run } from './bootstrap/command.mjs';
import { installDependencies } from './bootstrap/dependencies.mjs';
import { main } from './bootstrap/main.mjs';
import { repoRoot } from './bootstrap/paths.mjs';
import { prepareElectron } from './bootstrap/prepare.mjs';
import { say, step } from './bootstrap/say.mjs';
import { checkFloors } from './coverage/floors.mjs';
import { LEVELS, measuredBuild, mergedReport, rawFolder } from './coverage/report.mjs';
import { withPython } from './test/python.mjs';
import { runPlaywright, runVitest } from './test/runners.mjs';
import { failures, summaryLine, table } from './test/summary.mjs';

/** Vitest measures what runs in its own workers; what runs in threads and processes of its own is measured by Node. */
const MEASURED = [
  '--coverage.enabled',
  '--coverage.clean=false',
  '--coverage.reportOnFailure',
  '--coverage.provider=custom',
  '--coverage.customProviderModule=vitest-monocart-coverage',
  '--coverage.include=src/**',
  '--coverage.coverageReportOptions=scripts/coverage/vitest-report.mjs',
];

await main(async (args) => {
  if (!args.includes('--report')) {
    const suites = await measure();
    process.stdout.write(`\n${[table(suites), failures(suites), summaryLine(suites)].join('\n')}\n`);
    if (suites.some(({ failed }) => failed > 0)) return 1;
  }
  const { lines, problems } = await checkFloors(await mergedReport());
  process.stdout.write(`\n${lines.join('\n')}\n`);
  for (const problem of problems) process.stdout.write(`below its floor: ${problem}\n`);
  return problems.length === 0 ? 0 : 1;
});

/** Runs all tests, and keeps for each level what it reached. */
async function measure() {
  await installDependencies();
  await rm(join(repoRoot, 'coverage'), { recursive: true, force: true });
  const electron = await prepareElectron();
  await forgetBuild();
  await step('building the app with source maps (electron-vite build)', () =>
    run(process.execPath, [...electronVite, 'build'], { env: { ...process.env, TOOLTRAIL_COVERAGE: '' } }),
  );
  // What was measured is read with the files that ran, also when the app has been built anew.
  await cp(join(repoRoot, 'out'), measuredBuild, { recursive: true });
  const suites = [];
  for (const [level, { vitest }] of Object.entries(LEVELS)) {
    const folder = rawFolder(level);
    process.env.TOOLTRAIL_COVERAGE = folder;
    process.env.NODE_V8_COVERAGE = join(folder, 'node');
    if (vitest) suites.push(...(await measureVitest(vitest)));
    else suites.push(...(await runPlaywright('e2e', [], { ...electron.env, ...process.env })));
  }
  return suites;
}

async function measureVitest(files) {
  const { vitest, note } = await withPython(files);
  if (note) say(note);
  return runVitest([...MEASURED, ...vitest]);
}

// npm run bugs [-- NAME]: puts each deliberate bug of scripts/bugs/list.mjs into a copy of the sources, runs the test that
// must notice it, and tells whether that turned red. With a NAME only the bugs whose component contains it.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from './bootstrap/main.mjs';
import { repoRoot } from './bootstrap/paths.mjs';
import { prepareSources } from './bootstrap/prepare.mjs';
import { BUGS } from './bugs/list.mjs';

await main(async ([wanted = '']) => {
  await prepareSources();
  const copy = copySources();
  try {
    const bugs = BUGS.filter(({ component }) => component.toLowerCase().includes(wanted.toLowerCase()));
    const missed = bugs.filter((bug) => !isNoticed(bug, copy));
    process.stdout.write(`${bugs.length - missed.length} of ${bugs.length} bugs noticed\n`);
    return missed.length === 0 ? 0 : 1;
  } finally {
    rmSync(copy, { recursive: true });
  }
});

function copySources() {
  const copy = mkdtempSync(join(tmpdir(), 'tooltrail-bugs-'));
  const { stdout } = spawnSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: repoRoot });
  for (const path of stdout.toString().split('\0').filter(Boolean))
    cpSync(join(repoRoot, path), join(copy, path));
  for (const folder of ['node_modules', 'out']) symlinkSync(join(repoRoot, folder), join(copy, folder));
  return copy;
}

/** A test that fails without the bug, or is not there, notices nothing. */
function isNoticed({ component, file, find, put, test }, copy) {
  const path = join(copy, file);
  const source = readFileSync(path, 'utf8');
  const sound = run(test, copy);
  writeFileSync(
    path,
    source.replace(find, () => put),
  );
  const broken = run(test, copy);
  writeFileSync(path, source);
  const noticed = source.includes(find) && sound === 'green' && broken === 'red';
  const [testFile, title] = test;
  process.stdout.write(
    `${noticed ? 'noticed' : 'MISSED '}  ${component}: ${testFile}: ${title} (${sound}, then ${broken})\n`,
  );
  return noticed;
}

/** Whether a test passes: `green`, `red`, or `not run`. */
function run([file, title], folder) {
  const report = join(folder, 'bug-report.json');
  rmSync(report, { force: true });
  const options = ['--reporter=json', `--outputFile=${report}`, '-t', patternOf(title)];
  const vitest = join(repoRoot, 'node_modules/vitest/vitest.mjs');
  spawnSync(process.execPath, [vitest, 'run', file, ...options], { cwd: folder, stdio: 'ignore' });
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'));
  if (numFailedTests > 0) return 'red';
  return numPassedTests > 0 ? 'green' : 'not run';
}

/** What a title with places for values (`%s`, `$name`) matches. */
function patternOf(title) {
  const literal = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return title
    .split(/%\w|\$\w+/)
    .map(literal)
    .join('.*');
}

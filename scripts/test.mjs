// npm test [-- [--only=vitest|e2e|package] [arguments for that runner]]: prepares whatever is missing, runs all tests,
// sums up. Arguments without --only are Vitest's, e.g. `npm test -- tests/socketio`.
// npm test -- --kind=unit|integration|e2e|performance|stress|critical: only tests of that kind, of whichever runner.
import { Failure } from './bootstrap/failure.mjs';
import { installDependencies } from './bootstrap/dependencies.mjs';
import { buildApp } from './bootstrap/build.mjs';
import { main } from './bootstrap/main.mjs';
import { prepareElectron } from './bootstrap/prepare.mjs';
import { pyramid } from './test/kinds.mjs';
import { debToTest, runPackage, whyNoPackage } from './test/package.mjs';
import { planOf } from './test/plan.mjs';
import { withPython } from './test/python.mjs';
import { runPlaywright, runVitest } from './test/runners.mjs';
import { failures, slowest, summaryLine, table, wholeTime } from './test/summary.mjs';

await main(async (args) => {
  const plan = planOf(args);
  await installDependencies();
  await buildApp();
  const electron = plan.e2e || plan.package ? await prepareElectron() : undefined;

  const { vitest, note } = plan.vitest ? await withPython(plan.vitest) : {};

  const begun = performance.now();
  const suites = [];
  const notes = [];
  // Also when one has found failures: one run shows everything that is wrong.
  if (note) notes.push(note);
  if (vitest) suites.push(...(await runVitest(vitest, plan.tag)));
  if (plan.e2e) suites.push(...(await runPlaywright('e2e', plan.e2e, electron.env)));
  if (plan.package) {
    const reason = whyNoPackage();
    if (!reason) suites.push(...(await runPackage(await debToTest(), plan.package, electron.env)));
    else if (!plan.vitest) throw new Failure(`the package cannot be tested here: ${reason}`);
    else notes.push(`Not run: the tests of the installed package (${reason})`);
  }

  if (plan.whole) notes.push(wholeTime(performance.now() - begun));
  const ran = suites.some(({ passed, failed }) => passed + failed > 0);
  if (!ran) notes.push('No test ran.');
  const shares = plan.whole ? pyramid(suites) : '';
  const report = [table(suites), shares, failures(suites), slowest(suites), ...notes, summaryLine(suites)];
  process.stdout.write(`\n${report.filter(Boolean).join('\n')}\n`);
  return ran && suites.every(({ failed }) => failed === 0) ? 0 : 1;
});

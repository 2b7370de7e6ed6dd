// npm test [-- [--only=vitest|e2e|package] [arguments for that runner]]: prepares whatever is missing, runs all tests,
// sums up. Arguments without --only are Vitest's, e.g. `npm test -- tests/socketio`.
import { Failure } from './bootstrap/failure.mjs';
import { installDependencies } from './bootstrap/dependencies.mjs';
import { buildApp } from './bootstrap/build.mjs';
import { main } from './bootstrap/main.mjs';
import { prepareElectron } from './bootstrap/prepare.mjs';
import { runPackage, whyNoPackage } from './test/package.mjs';
import { runPlaywright, runVitest } from './test/runners.mjs';
import { failures, slowest, summaryLine, table } from './test/summary.mjs';

const KINDS = ['vitest', 'e2e', 'package'];

await main(async (args) => {
  const { kinds, rest } = parse(args);
  await installDependencies();
  await buildApp();
  const electron = kinds.some((kind) => kind !== 'vitest') ? await prepareElectron() : undefined;

  const suites = [];
  const notes = [];
  // Also when one has found failures: one run shows everything that is wrong.
  if (kinds.includes('vitest')) suites.push(...(await runVitest(rest)));
  if (kinds.includes('e2e')) suites.push(...(await runPlaywright('e2e', rest, electron.env)));
  if (kinds.includes('package')) {
    const reason = whyNoPackage();
    if (!reason) suites.push(...(await runPackage(rest, electron.env)));
    else if (kinds.length === 1) throw new Failure(`the package cannot be tested here: ${reason}`);
    else notes.push(`Not run: the tests of the installed package (${reason})`);
  }

  const ran = suites.some(({ passed, failed }) => passed + failed > 0);
  if (!ran) notes.push('No test ran.');
  const report = [table(suites), failures(suites), slowest(suites), ...notes, summaryLine(suites)].filter(
    Boolean,
  );
  process.stdout.write(`\n${report.join('\n')}\n`);
  return ran && suites.every(({ failed }) => failed === 0) ? 0 : 1;
});

function parse(args) {
  const option = args.find((arg) => arg.startsWith('--only='));
  const rest = args.filter((arg) => arg !== option);
  const only = option?.slice('--only='.length) ?? (rest.length > 0 ? 'vitest' : undefined);
  if (!only) return { kinds: KINDS, rest };
  if (KINDS.includes(only)) return { kinds: [only], rest };
  throw new Failure(`there are no "${only}" tests`, {
    advice: 'use --only=vitest, --only=e2e or --only=package',
  });
}

// npm test [-- [--only=vitest|e2e] [arguments for that runner]]: prepares whatever is missing, runs all tests, sums up.
// Arguments without --only are Vitest's, e.g. `npm test -- tests/socketio`.
import { Failure } from './bootstrap/failure.mjs';
import { installDependencies } from './bootstrap/dependencies.mjs';
import { buildApp } from './bootstrap/build.mjs';
import { main } from './bootstrap/main.mjs';
import { prepareElectron } from './bootstrap/prepare.mjs';
import { runPlaywright, runVitest } from './test/runners.mjs';
import { summaryLine, table } from './test/summary.mjs';

await main(async (args) => {
  const { only, rest } = parse(args);
  await installDependencies();
  await buildApp();
  const electron = only === 'vitest' ? undefined : await prepareElectron();

  const suites = [];
  if (only !== 'e2e') suites.push(...(await runVitest(rest)));
  // Also when Vitest found failures: one run shows everything that is wrong.
  if (electron) suites.push(...(await runPlaywright(rest, electron.env)));

  const ran = suites.some(({ passed, failed }) => passed + failed > 0);
  process.stdout.write(`\n${table(suites)}\n${ran ? '' : 'No test ran.\n'}${summaryLine(suites)}\n`);
  return ran && suites.every(({ failed }) => failed === 0) ? 0 : 1;
});

function parse(args) {
  const option = args.find((arg) => arg.startsWith('--only='));
  const rest = args.filter((arg) => arg !== option);
  const only = option?.slice('--only='.length) ?? (rest.length > 0 ? 'vitest' : undefined);
  if ([undefined, 'vitest', 'e2e'].includes(only)) return { only, rest };
  throw new Failure(`there are no "${only}" tests`, { advice: 'use --only=vitest or --only=e2e' });
}

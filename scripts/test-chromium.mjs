// npm run test:chromium [-- arguments for Playwright]: the window's views in the system's Chromium.
import { run } from './bootstrap/command.mjs';
import { main } from './bootstrap/main.mjs';
import { prepareSources } from './bootstrap/prepare.mjs';
import { say } from './bootstrap/say.mjs';
import { ensureChromium } from './test/chromium.mjs';
import { runPlaywright } from './test/runners.mjs';
import { summaryLine } from './test/summary.mjs';

await main(async (args) => {
  await prepareSources();
  const executable = await ensureChromium();
  say((await run(executable, ['--version'])).trim());
  const suites = await runPlaywright('chromium', args, { ...process.env, TOOLTRAIL_CHROMIUM: executable });
  process.stdout.write(`\n${summaryLine(suites)}\n`);
  return suites.every(({ failed }) => failed === 0) ? 0 : 1;
});

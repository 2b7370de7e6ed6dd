// npm run fuzz [-- --seconds N] [--seed N]: sends ingest what nobody should, for as long as that says. A seed told by an
// earlier run sends the same again.
import { installDependencies } from './bootstrap/dependencies.mjs';
import { buildApp } from './bootstrap/build.mjs';
import { main } from './bootstrap/main.mjs';
import { numberOption } from './bootstrap/options.mjs';
import { say } from './bootstrap/say.mjs';
import { runVitest } from './test/runners.mjs';

await main(async (args) => {
  const seconds = numberOption(args, 'seconds', 60);
  const seed = numberOption(args, 'seed', Date.now() % 2 ** 32);
  await installDependencies();
  await buildApp();
  say(`fuzzing for ${seconds} s with the seed ${seed}`);
  Object.assign(process.env, { FUZZ_SECONDS: String(seconds), FUZZ_SEED: String(seed) });
  const suites = await runVitest(['tests/integration/ingest-fuzz.test.ts']);
  return suites.every(({ failed }) => failed === 0) ? 0 : 1;
});

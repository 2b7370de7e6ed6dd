// npm run screenshots: takes the pictures of the documentation from the running app.
import { handOver } from './bootstrap/command.mjs';
import { main } from './bootstrap/main.mjs';
import { prepareElectron, prepareSources } from './bootstrap/prepare.mjs';
import { playwright } from './test/runners.mjs';

await main(async (args) => {
  await prepareSources();
  const { env } = await prepareElectron();
  const options = ['--project=screenshots', '--output=test-results/screenshots'];
  return handOver(process.execPath, [...playwright, ...options, ...args], { env });
});

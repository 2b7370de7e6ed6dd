// npm run headless [-- arguments for the server]: prepares whatever is missing, then runs the server without Electron.
import { join } from 'node:path';
import { handOver } from './bootstrap/command.mjs';
import { main } from './bootstrap/main.mjs';
import { repoRoot } from './bootstrap/paths.mjs';
import { prepareSources } from './bootstrap/prepare.mjs';

await main(async (args) => {
  await prepareSources();
  return handOver(process.execPath, [join(repoRoot, 'out', 'main', 'headless.js'), ...args]);
});

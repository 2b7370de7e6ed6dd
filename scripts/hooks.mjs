// npm run hooks -- status | install AGENT | remove AGENT: prepares whatever is missing, then connects agents.
import { join } from 'node:path';
import { handOver } from './bootstrap/command.mjs';
import { main } from './bootstrap/main.mjs';
import { repoRoot } from './bootstrap/paths.mjs';
import { prepareSources } from './bootstrap/prepare.mjs';

await main(async (args) => {
  await prepareSources();
  // A folder that is named on the command line is meant from where it was typed.
  const cwd = process.env.INIT_CWD ?? process.cwd();
  return handOver(process.execPath, [join(repoRoot, 'out', 'main', 'hooks.js'), ...args], { cwd });
});

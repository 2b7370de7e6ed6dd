// npm run bench [-- arguments, see docs/performance.md]: prepares whatever is missing, then measures the built server.
import { join } from 'node:path';
import { handOver, run } from './bootstrap/command.mjs';
import { main } from './bootstrap/main.mjs';
import { repoRoot } from './bootstrap/paths.mjs';
import { prepareElectron, prepareSources } from './bootstrap/prepare.mjs';

const vite = join(repoRoot, 'node_modules', 'vite', 'bin', 'vite.js');

await main(async (args) => {
  await prepareSources();
  const { env } = await prepareElectron();
  await run(process.execPath, [vite, 'build', '--config', join('bench', 'vite.config.ts')]);
  return handOver(process.execPath, [join(repoRoot, 'out', 'bench', 'main.js'), ...args], { env });
});

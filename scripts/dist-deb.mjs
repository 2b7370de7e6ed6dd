// npm run dist:deb [-- folder]: makes a deb in dist/, also on a machine that reaches the package registry alone.
import { resolve } from 'node:path';
import { main } from './bootstrap/main.mjs';
import { repoRoot } from './bootstrap/paths.mjs';
import { prepareSources } from './bootstrap/prepare.mjs';
import { makeDeb } from './dist/deb.mjs';

await main(async ([folder = 'dist']) => {
  await prepareSources();
  const deb = await makeDeb(resolve(repoRoot, folder));
  process.stdout.write(`${deb}\n`);
});

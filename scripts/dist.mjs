// npm run dist [-- arguments for electron-builder]: makes the packages for this system in dist/.
import { builder } from './dist/builder.mjs';
import { handOver } from './bootstrap/command.mjs';
import { main } from './bootstrap/main.mjs';
import { prepareSources } from './bootstrap/prepare.mjs';

await main(async (args) => {
  await prepareSources();
  return handOver(process.execPath, [...builder, ...args]);
});

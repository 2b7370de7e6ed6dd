// npm run dev [-- arguments for the app]: prepares whatever is missing, then runs the app and reloads what changes.
import { electronVite, forgetBuild } from './bootstrap/build.mjs';
import { handOver } from './bootstrap/command.mjs';
import { installDependencies } from './bootstrap/dependencies.mjs';
import { main } from './bootstrap/main.mjs';
import { prepareElectron } from './bootstrap/prepare.mjs';
import { say } from './bootstrap/say.mjs';

await main(async (args) => {
  await installDependencies();
  const { executable, name, env, flags } = await prepareElectron();
  // electron-vite writes a development build into out/.
  await forgetBuild();
  say(`starting ${name} in development mode`);
  return handOver(process.execPath, [...electronVite, 'dev', '--watch', '--', ...flags, ...args], {
    env: { ...env, ELECTRON_EXEC_PATH: executable },
  });
});

// npm start [-- arguments for the app]: prepares whatever is missing, then runs the app from source.
import { createInterface } from 'node:readline';
import { handOver } from './bootstrap/command.mjs';
import { main } from './bootstrap/main.mjs';
import { repoRoot } from './bootstrap/paths.mjs';
import { prepareElectron, prepareSources } from './bootstrap/prepare.mjs';
import { say, seconds } from './bootstrap/say.mjs';

/** What Chromium says on machines without a graphics card or a desktop session; it means nothing to a user. */
const noise =
  /:ERROR:([\w/]+\/)?(bus|object_proxy|viz_main_impl|vaapi_wrapper|angle_platform_impl|gpu_\w+|gl_\w+)\.cc\b/;

const sandboxAdvice =
  'this system lets no program make its own sandbox (no unprivileged user namespaces). ' +
  "Allow that, or go without Chromium's sandbox: npm start -- --no-sandbox";

await main(async (args) => {
  await prepareSources();
  const { executable, name, env, flags } = await prepareElectron();
  say(`starting ${name}, ready after ${seconds(performance.now())}`);
  const options = { env, stdio: ['ignore', 'inherit', 'pipe'] };
  return handOver(executable, [...flags, repoRoot, ...args], options, showErrors);
});

/** Shows what the app writes to stderr, without Chromium's noise. */
function showErrors({ stderr }) {
  createInterface({ input: stderr }).on('line', (line) => {
    if (noise.test(line)) return;
    process.stderr.write(`${line}\n`);
    if (/FATAL:setuid_sandbox_host/.test(line)) say(sandboxAdvice);
  });
}

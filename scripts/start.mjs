// npm start [-- arguments for the app]: prepares whatever is missing, then runs the app from source.
import { createInterface } from 'node:readline';
import { handOver } from './bootstrap/command.mjs';
import { main } from './bootstrap/main.mjs';
import { repoRoot } from './bootstrap/paths.mjs';
import { prepareElectron, prepareSources } from './bootstrap/prepare.mjs';
import { say, seconds } from './bootstrap/say.mjs';

/** What Chromium says on machines without a graphics card or a desktop session; it means nothing to a user. */
const noise = [
  /ERROR:(object_proxy|bus|viz_main_impl|gpu_channel_manager|gpu_process_host|command_buffer_proxy_impl)\.cc/,
  /ERROR:(gl_\w+|angle_platform_impl|vaapi_wrapper|zygote_linux|viz_main_impl|login_database)\.cc/,
];

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
    if (!noise.some((pattern) => pattern.test(line))) process.stderr.write(`${line}\n`);
  });
}

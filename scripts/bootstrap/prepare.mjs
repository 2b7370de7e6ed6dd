import { buildApp } from './build.mjs';
import { installDependencies } from './dependencies.mjs';
import { openDisplay } from './display.mjs';
import { ensureElectron } from './electron-runtime.mjs';
import { electronEnvironment } from './environment.mjs';
import { ensureSystemLibraries } from './system-libraries.mjs';

/** All that is needed to run without Electron: dependencies and a build. */
export async function prepareSources() {
  await installDependencies();
  await buildApp();
}

/**
 * All that is needed to run Electron, whose dependencies are installed.
 * @returns {Promise<{executable: string, name: string, env: NodeJS.ProcessEnv, flags: string[]}>}
 *   `env` and `flags`: to start it with on this machine
 */
export async function prepareElectron() {
  const { executable, name } = await ensureElectron();
  await ensureSystemLibraries(executable);
  const display = await openDisplay();
  const flags = [];
  // Chromium refuses to run as root with its sandbox, and there is no graphics card behind Xvfb.
  if (process.platform === 'linux' && process.getuid() === 0) flags.push('--no-sandbox');
  if (display.virtual) flags.push('--disable-gpu');
  const env = electronEnvironment({ ...display.env, TOOLTRAIL_ELECTRON: executable });
  return { executable, name, env, flags };
}

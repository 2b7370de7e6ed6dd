import { aptInstall, aptPrefix, pathOf } from '../bootstrap/apt.mjs';
import { Failure } from '../bootstrap/failure.mjs';
import { step } from '../bootstrap/say.mjs';

const NAMES = ['chromium', 'google-chrome', 'chromium-browser'];

/**
 * The system's own Chromium, as new as what users' Electron carries; installed where it is missing and that can be done.
 * @returns {Promise<string>} its executable
 */
export async function ensureChromium() {
  const find = () => NAMES.map(pathOf).find(Boolean);
  const found = find();
  if (found) return found;
  const prefix = await aptPrefix();
  if (prefix) await step('installing chromium (apt-get)', () => aptInstall(prefix, ['chromium']));
  const installed = find();
  if (installed) return installed;
  throw new Failure('there is no Chromium here', {
    advice: 'install Chromium or Chrome, so that it is on the PATH',
  });
}
